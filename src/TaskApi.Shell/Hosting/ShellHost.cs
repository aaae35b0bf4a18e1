using System;
using System.Globalization;
using System.Management.Automation.Host;

namespace TaskApi.Shell.Hosting;

/// <summary>The console as the engine sees it.</summary>
internal sealed class ShellHost : PSHost
{
    public ShellUserInterface UserInterface { get; } = new();

    /// <summary>What <c>exit</c> asked for.</summary>
    public int? ExitRequested { get; private set; }

    public override PSHostUserInterface UI => UserInterface;

    public override string Name => "TaskApi.Shell";

    public override Version Version { get; } = typeof(ShellHost).Assembly.GetName().Version!;

    public override Guid InstanceId { get; } = Guid.NewGuid();

    public override CultureInfo CurrentCulture { get; } = CultureInfo.CurrentCulture;

    public override CultureInfo CurrentUICulture { get; } = CultureInfo.CurrentUICulture;

    public override void SetShouldExit(int exitCode) => ExitRequested = exitCode;

    public override void EnterNestedPrompt() => throw new NotSupportedException("This shell has no nested prompts.");

    public override void ExitNestedPrompt() => throw new NotSupportedException("This shell has no nested prompts.");

    // A native program writes after our progress line otherwise.
    public override void NotifyBeginApplication() => UserInterface.EndProgress();

    public override void NotifyEndApplication()
    {
    }
}
