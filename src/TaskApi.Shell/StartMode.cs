namespace TaskApi.Shell;

/// <summary>What the command line asks the shell to do.</summary>
internal enum StartMode
{
    Prompt,
    Script,
    Command,
    Help,
    Invalid,
}
