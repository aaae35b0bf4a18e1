using System;
using System.Collections.Generic;
using System.Linq;
using FsCheck;
using FsCheck.Fluent;

namespace TaskApi.Tests.Requests;

/// <summary>Generators of values as users and files give them.</summary>
internal static class PlainValues
{
    private static readonly string[] Words =
        ["", " ", "10", "2.5", "2,5", "yes", "FALSE", "a;b", "[\"a\"]", "[{\"type\":\"image\"}]", "{}", "https://example.com/a.png", "16:9", "pro", "1080P",
            "ü🦊\"\\\u0000\u2028"];

    private static readonly object[] Numbers =
        [0, -1, 5L, 10.0, 2.5, 2.5m, 1e300, 5e-324, double.NaN, double.NegativeInfinity, float.NaN, long.MinValue, ulong.MaxValue, decimal.MaxValue];

    /// <summary>Text, half of it what parameters look for. No half of a surrogate pair: that is no text.</summary>
    public static Gen<string> Texts { get; } = Gen.OneOf(
        Gen.Elements(Words),
        ArbMap.Default.GeneratorFor<string>().Select(text => new string([.. (text ?? "").Where(letter => !char.IsSurrogate(letter))])));

    /// <summary>Anything, nested up to three levels.</summary>
    public static Gen<object?> Values { get; } = Level(3);

    /// <summary>Inputs of a model: its parameters and others, in changing number.</summary>
    public static Gen<Dictionary<string, object?>> InputsOf(GenModel model)
    {
        string[] names = [.. model.Parameters.Select(parameter => parameter.Name), "promt", "Extra Column"];
        return Gen.ListOf(Gen.Elements(names).SelectMany(name => Gen.OneOf(Fitting(model.FindParameter(name)), Values).Select(value => (name, value))))
            .Select(pairs => pairs.GroupBy(pair => pair.name).ToDictionary(group => group.Key, group => group.Last().value));
    }

    /// <summary>Values that the parameter takes, so that checks get further than the first problem.</summary>
    private static Gen<object?> Fitting(GenParameter? parameter) => parameter switch
    {
        { Allowed: { } allowed } => Gen.Elements<object?>(allowed),
        { Type: GenParameterType.Boolean } => Gen.Elements<object?>(true, "no", 1),
        { Type: GenParameterType.Integer or GenParameterType.Number } => Gen.Choose(0, 20).Select(number => (object?)number),
        { Format: GenParameterFormat.Url } => Gen.Constant<object?>("https://example.com/a.png"),
        { Format: GenParameterFormat.Uuid } => Gen.Constant<object?>("d2389a9a-91c2-4276-bc9c-c9e35e8fb85a"),
        _ => Texts.Select(text => (object?)text),
    };

    private static Gen<object?> Level(int depth)
    {
        Gen<object?> leaf =
            Gen.OneOf(Texts.Select(text => (object?)text), Gen.Elements<object?>(Numbers), Gen.Elements<object?>(true, false, null, Guid.Empty, 'x'));
        if (depth == 0)
        {
            return leaf;
        }

        Gen<object?> list = Gen.ListOf(Level(depth - 1)).Select(items => (object?)items.Take(4).ToList());
        Gen<object?> dictionary = Gen.ListOf(Texts.Zip(Level(depth - 1))).Select(
            pairs => (object?)pairs.Take(4).GroupBy(pair => pair.Item1).ToDictionary(group => group.Key, group => group.First().Item2));
        return Gen.Frequency((6, leaf), (1, list), (1, dictionary));
    }
}
