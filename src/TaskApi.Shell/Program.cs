using System;
using System.IO;
using TaskApi.Shell.Prompting;

namespace TaskApi.Shell;

/// <summary>The way in: reads the command line, opens a session with the module loaded, runs, and answers with an exit code.</summary>
internal static class Program
{
    private static int Main(string[] args)
    {
        CommandLine commandLine = CommandLine.Parse(args);
        switch (commandLine.Mode)
        {
            case StartMode.Help:
                Console.Out.WriteLine(CommandLine.Usage);
                return ExitCodes.Success;
            case StartMode.Invalid:
                Console.Error.WriteLine($"{commandLine.Text}{Environment.NewLine}{Environment.NewLine}{CommandLine.Usage}");
                return ExitCodes.Usage;
            case StartMode.Script when ScriptProblem(commandLine.Text) is { } problem:
                Console.Error.WriteLine(problem);
                return ExitCodes.Usage;
            default:
                return Run(commandLine);
        }
    }

    private static string? ScriptProblem(string path)
    {
        if (!File.Exists(path))
        {
            return $"There is no script '{path}' (looked for {Path.GetFullPath(path)}).";
        }

        return path.EndsWith(".ps1", StringComparison.OrdinalIgnoreCase) ? null : $"'{path}' is not a PowerShell script: its name does not end in .ps1.";
    }

    private static int Run(CommandLine commandLine)
    {
        try
        {
            using ShellSession session = ShellSession.Open();
            return commandLine.Mode switch
            {
                StartMode.Script => session.RunScript(Path.GetFullPath(commandLine.Text), commandLine.Arguments),
                StartMode.Command => session.RunText(commandLine.Text),
                _ => new PromptLoop(session).Run(),
            };
        }
        catch (ShellStartException e)
        {
            Console.Error.WriteLine(e.Message);
            return ExitCodes.NotReady;
        }
    }
}
