using System;
using System.Collections.Generic;
using System.Globalization;

namespace TaskApi.Emulator.Server;

/// <summary>What the command line asks for.</summary>
internal sealed record ServerOptions
{
    public const string Usage = $"""
        Usage: TaskApi.Emulator.Server [options]

          --port N             port on 127.0.0.1; 0 (the default) takes a free one
          --speed N            the service's clock runs N times as fast, its limits and bans too (default 1)
          --task-speed N       the tasks run N times as fast, while limits and bans stay as they are (default 1)
          --seed N             makes task ids, durations, failures and files repeatable
          --balance USD        balance at the start (default 100)
          --key KEY            the only API key accepted (default: any)
          --failure-rate R     share of the tasks that fail, from 0 to 1 (default 0)
          --no-limits          allow any number of requests a second, for measurements; they are counted all the same
          --stop-with-stdin    stop when standard input closes
          --fault FAULT        something that goes wrong; may be given many times
          --help               show this text

        {FaultReader.Usage}
        """;

    public int Port { get; private init; }

    public double Speed { get; private init; } = 1;

    public double TaskSpeed { get; private init; } = 1;

    public int? Seed { get; private init; }

    public decimal Balance { get; private init; } = 100m;

    public string? Key { get; private init; }

    public double FailureRate { get; private init; }

    /// <summary>What shall go wrong, each readable by <see cref="FaultReader"/>.</summary>
    public IReadOnlyList<string> Faults { get; private init; } = [];

    public bool EnforceLimits { get; private init; } = true;

    public bool StopWithStdin { get; private init; }

    public bool ShowHelp { get; private init; }

    /// <summary>Reads the command line.</summary>
    /// <exception cref="FormatException">An option is unknown, or its value is missing or wrong; the message says which.</exception>
    public static ServerOptions Read(IReadOnlyList<string> arguments)
    {
        var options = new ServerOptions();
        for (int i = 0; i < arguments.Count; i++)
        {
            string name = arguments[i];
            options = name switch
            {
                "--stop-with-stdin" => options with { StopWithStdin = true },
                "--fault" => options with { Faults = [.. options.Faults, Fault(Value(arguments, ref i))] },
                "--no-limits" => options with { EnforceLimits = false },
                "--help" => options with { ShowHelp = true },
                "--port" => options with { Port = (int)Number(name, Value(arguments, ref i), whole: true, 0, 65535) },
                "--speed" => options with { Speed = (double)Number(name, Value(arguments, ref i), whole: false, 0.001m, 1_000_000) },
                "--task-speed" => options with { TaskSpeed = (double)Number(name, Value(arguments, ref i), whole: false, 0.001m, 1_000_000) },
                "--seed" => options with { Seed = (int)Number(name, Value(arguments, ref i), whole: true, int.MinValue, int.MaxValue) },
                "--balance" => options with { Balance = Number(name, Value(arguments, ref i), whole: false, 0, decimal.MaxValue) },
                "--failure-rate" => options with { FailureRate = (double)Number(name, Value(arguments, ref i), whole: false, 0, 1) },
                "--key" => options with { Key = Value(arguments, ref i) },
                _ => throw new FormatException($"'{name}' is not an option."),
            };
        }

        return options;
    }

    private static string Fault(string text)
    {
        FaultReader.Read(text);
        return text;
    }

    private static string Value(IReadOnlyList<string> arguments, ref int i) =>
        ++i < arguments.Count && arguments[i].Length > 0
            ? arguments[i]
            : throw new FormatException($"'{arguments[i - 1]}' needs a value.");

    private static decimal Number(string name, string text, bool whole, decimal minimum, decimal maximum)
    {
        NumberStyles style = whole ? NumberStyles.AllowLeadingSign : NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;
        return decimal.TryParse(text, style, CultureInfo.InvariantCulture, out decimal number) && number >= minimum && number <= maximum
            ? number
            : throw new FormatException(string.Create(
                CultureInfo.InvariantCulture,
                $"'{name}' needs a {(whole ? "whole " : "")}number from {minimum} to {maximum}, not '{text}'."));
    }
}
