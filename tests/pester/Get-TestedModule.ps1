# The manifest of the module that the tests are about: that of this clone, or the one that TASKAPI_TEST_MODULE names, such as a package's.
if ($env:TASKAPI_TEST_MODULE) {
    (Resolve-Path -LiteralPath $env:TASKAPI_TEST_MODULE).Path
} else {
    (Resolve-Path -LiteralPath "$PSScriptRoot/../../TaskApi.psd1").Path
}
