using System;
using System.Linq;
using System.Management.Automation;
using TaskApi.Module.Tests.Completing;
using TaskApi.Module.Tests.Support;
using Xunit;

namespace TaskApi.Module.Tests.Sessions;

/// <summary>A user's own models, from a file that the session names or the environment, which the whole process shares.</summary>
[Collection(ProcessWide.Name)]
public sealed class OverlayTests : IDisposable
{
    private const string Variable = "TASKAPI_CATALOG";

    private const string Models = """
        { "models": [
          { "id": "example/painter-2", "kind": "image", "description": "Pictures in oil.", "checked": true, "outputs": ["image_url"],
            "parameters": [
              { "name": "prompt", "type": "string", "required": true },
              { "name": "brush_kind", "type": "string", "allowed": ["fine", "broad"] } ] },
          { "id": "google/nano-banana", "kind": "image", "description": "Mine.", "checked": true,
            "parameters": [ { "name": "wish", "type": "string", "required": true } ] } ] }
        """;

    private readonly TemporaryFolder _folder = new();
    private readonly ModuleHost _host = new();

    public OverlayTests()
    {
        _folder.Write("models.json", Models);
        _host.GoTo(_folder.Path);
    }

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(Variable, null);
        _host.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("models.json")]
    [InlineData("./models.json")]
    [InlineData("\"$PWD/models.json\"")]
    public void A_catalog_is_found_from_the_prompts_own_location(string path)
    {
        _host.Run($"{ModuleHost.FastService} -CatalogPath {path}").Single.ToString();

        Assert.Equal("Pictures in oil.", _host.Run("Get-GenModel example/painter-2").Single.Text("Description"));
        Assert.NotEqual(_folder.Path, Environment.CurrentDirectory);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_model_of_ones_own_is_listed_completed_and_checked_like_any_other(bool byEnvironment)
    {
        Use(byEnvironment);

        Assert.Equal("example/painter-2", _host.Run("Get-GenModel").Clean[^1].Text("Id"));
        Assert.Equal(["example/painter-2"], Completion.Texts(_host, "New-GenTask painter"));
        Assert.Contains("BrushKind", Completion.Names(_host, "New-GenTask example/painter-2 -"));
        Assert.Equal(["broad", "fine"], Completion.Texts(_host, "New-GenTask example/painter-2 -BrushKind ").Order());
        PSObject check = _host.Run("Test-GenRequest example/painter-2 -Prompt fox -Input @{ brush_kind = 'wide' }").Single;
        Assert.Equal(["NotAllowed"], check.List("Problems").Texts("Code"));
        Assert.Equal(true, _host.Run("Test-GenRequest example/painter-2 -Prompt fox -BrushKind fine -Quiet").Single.BaseObject);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_model_of_a_known_id_takes_its_place(bool byEnvironment)
    {
        Use(byEnvironment);

        Assert.Equal("Mine.", _host.Run("Get-GenModel google/nano-banana").Single.Text("Description"));
        Assert.Equal(["Wish"], Completion.Names(_host, "New-GenTask google/nano-banana -Wis"));
        Assert.DoesNotContain("AspectRatio", Completion.Names(_host, "New-GenTask google/nano-banana -A"));
        Assert.Equal(["MissingParameter"], _host.Run("Test-GenRequest google/nano-banana").Single.List("Problems").Texts("Code"));
        Assert.Equal(["MissingParameter"], _host.Run("@{ model = 'google/nano-banana' } | Test-GenRequest").Single.List("Problems").Texts("Code"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_task_of_a_model_of_ones_own_runs_on_the_local_service(bool byEnvironment)
    {
        if (byEnvironment)
        {
            Environment.SetEnvironmentVariable(Variable, System.IO.Path.Combine(_folder.Path, "models.json"));
        }

        _host.Run(ModuleHost.FastService + (byEnvironment ? "" : " -CatalogPath models.json"));

        PSObject file = _host.Run("New-GenTask example/painter-2 -Prompt fox -BrushKind FINE | Wait-GenTask | Save-GenOutput out").Single;

        Assert.Equal("image/png", file.Text("MediaType"));
        Assert.Equal("fine", PSObject.AsPSObject(file.Get("Task")!).Input("brush_kind"));
        _host.Run("New-GenTask example/painter-2 -Prompt fox -Input @{ size = 1 }").Error.Says("example/painter-2 has no parameter 'size'");
    }

    [Theory]
    [InlineData("Connect-GenService -Local -CatalogPath broken.json", "broken.json, line 2: models[0].kind is 'film'; allowed: video, image, audio",
        "InvalidCatalog")]
    [InlineData("Connect-GenService -Local -CatalogPath none.json", "none.json", "FileNotReadable")]
    [InlineData("Connect-GenService -Local -CatalogPath .", "it is a folder", "FileNotReadable")]
    [InlineData("Connect-GenService -Local -CatalogPath env:PATH", "not in the file system", "FileNotReadable")]
    public void A_broken_catalog_is_one_error_that_names_its_place(string script, string says, string id)
    {
        _folder.Write("broken.json", "{ \"models\": [\n  { \"id\": \"a/b\", \"kind\": \"film\" } ] }");

        RunResult run = _host.Run(script);

        Assert.Empty(run.Output);
        Assert.Equal(id, run.Error.Id());
        run.Error.Says(says);
    }

    [Theory]
    [InlineData("Get-GenModel")]
    [InlineData("Test-GenRequest google/nano-banana -Input @{ prompt = 'fox' }")]
    [InlineData("'fox', 'owl' | Test-GenRequest google/nano-banana")]
    [InlineData("Connect-GenService -Local")]
    public void A_broken_catalog_of_the_environment_is_one_error_and_no_trouble_for_Tab(string script)
    {
        Environment.SetEnvironmentVariable(Variable,
            _folder.Write("broken.json", "{ \"models\": [\n\n  { \"id\": \"a/b\", \"kind\": \"image\", \"chekked\": true } ] }"));

        RunResult run = _host.Run(script);

        Assert.Empty(run.Output);
        Assert.Equal("InvalidCatalog", run.Error.Id());
        run.Error.Says("broken.json, line 3: models[0].chekked", Variable);
        Assert.Equal(["google/nano-banana", "google/nano-banana-pro"], Completion.Texts(_host, "New-GenTask google/nano"));
    }

    private void Use(bool byEnvironment)
    {
        if (byEnvironment)
        {
            Environment.SetEnvironmentVariable(Variable, System.IO.Path.Combine(_folder.Path, "models.json"));
        }
        else
        {
            _host.Run(ModuleHost.FastService + " -CatalogPath models.json");
        }
    }
}
