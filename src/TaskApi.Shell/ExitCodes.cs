namespace TaskApi.Shell;

/// <summary>The process's exit codes; the same as pwsh uses.</summary>
internal static class ExitCodes
{
    public const int Success = 0;

    public const int Failure = 1;

    /// <summary>The command line cannot be understood, or names a script that is not there.</summary>
    public const int Usage = 64;

    /// <summary>The module could not be found or imported.</summary>
    public const int NotReady = 70;

    /// <summary>What a Unix shell adds to a signal's number when the signal ended the program.</summary>
    public const int SignalBase = 128;
}
