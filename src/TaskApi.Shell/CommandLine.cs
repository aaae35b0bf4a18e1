using System.Collections.Generic;

namespace TaskApi.Shell;

/// <summary>The command line, read as pwsh reads its own.</summary>
internal sealed class CommandLine
{
    public const string Usage = """
        TaskApi.Shell: PowerShell with the TaskApi module loaded, where no pwsh is installed.

          TaskApi.Shell script.ps1 [arguments]   run a script; its exit code becomes this program's
          TaskApi.Shell -Command "text"          run a line of PowerShell (-c for short)
          TaskApi.Shell                          a prompt; `exit` leaves it
          TaskApi.Shell -Help                    this text (-h, --help)
        """;

    private CommandLine(StartMode mode, string text, IReadOnlyList<string> arguments)
    {
        Mode = mode;
        Text = text;
        Arguments = arguments;
    }

    public StartMode Mode { get; }

    /// <summary>The script's path, the command's text, or what is wrong with the command line.</summary>
    public string Text { get; }

    /// <summary>The script's arguments as they were typed.</summary>
    public IReadOnlyList<string> Arguments { get; }

    public static CommandLine Parse(string[] args)
    {
        if (args.Length == 0)
        {
            return new CommandLine(StartMode.Prompt, string.Empty, []);
        }

        string first = args[0];
        switch (first.ToUpperInvariant())
        {
            case "-H" or "-HELP" or "--HELP":
                return new CommandLine(StartMode.Help, string.Empty, []);
            case "-C" or "-COMMAND":
                return args.Length == 1
                    ? Invalid($"{first} needs the text to run.")
                    : new CommandLine(StartMode.Command, string.Join(' ', args, 1, args.Length - 1), []);
            case "":
                return Invalid("The script's name is empty.");
            default:
                return first[0] == '-'
                    ? Invalid($"There is no option {first}.")
                    : new CommandLine(StartMode.Script, first, args[1..]);
        }
    }

    private static CommandLine Invalid(string problem) => new(StartMode.Invalid, problem, []);
}
