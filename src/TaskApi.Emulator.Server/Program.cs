using System;
using System.IO;
using TaskApi.Emulator.Server;

ServerOptions options;
try
{
    options = ServerOptions.Read(args);
}
catch (FormatException problem)
{
    await Console.Error.WriteLineAsync(problem.Message + Environment.NewLine + Environment.NewLine + ServerOptions.Usage);
    return 2;
}

if (options.ShowHelp)
{
    await Console.Out.WriteLineAsync(ServerOptions.Usage);
    return 0;
}

try
{
    await EmulatorServer.RunAsync(options);
    return 0;
}
catch (IOException problem)
{
    await Console.Error.WriteLineAsync(problem.Message);
    return 1;
}
