using System;
using System.Collections.Generic;
using TaskApi.Tests.Support;
using Xunit;

namespace TaskApi.Tests.Requests;

public class ValueConverterTests
{
    private static readonly string[] CultureNames = ["", "de-DE", "tr-TR"];

    public static TheoryData<string> Cultures { get; } = [.. CultureNames];

    public static TheoryData<object, long> WholeNumbers { get; } = new()
    {
        { "10", 10 }, { " 10 ", 10 }, { "+10", 10 }, { "-3", -3 }, { "10.0", 10 }, { "10.", 10 }, { 10, 10 }, { (byte)10, 10 }, { 10.0, 10 }, { 10f, 10 },
        { 10.00m, 10 },
        { long.MaxValue, long.MaxValue }, { long.MinValue, long.MinValue }, { "9223372036854775807", long.MaxValue }, { 0.0, 0 }, { -0.0, 0 },
        { 9007199254740991d, 9007199254740991 }, { -9007199254740991d, -9007199254740991 }, { 1234567890123457d, 1234567890123457 },
    };

    public static TheoryData<object> NotWholeNumbers { get; } =
    [
        "", " ", "ten", "10s", "1e2", "0x10", "1,000", "2,5", "2.5", "1 000", "٣", "9223372036854775808", "79228162514264337593543950336", 2.5, 2.5m, 2.5f,
        true,
        double.NaN, double.PositiveInfinity, float.NegativeInfinity, 1e300, 1e19, 9007199254740994d, 9.3e18m, ulong.MaxValue, new List<object?>(),
        DateTime.UnixEpoch,
        3.0000000000000004, 1e-300, 4503599627370495.5,
    ];

    public static TheoryData<object, double> Numbers { get; } = new()
    {
        { "2.5", 2.5 }, { " 2.5 ", 2.5 }, { "-2.5", -2.5 }, { ".5", 0.5 }, { "10", 10 }, { 2.5, 2.5 }, { 2.5f, 2.5 }, { 2.5m, 2.5 }, { 3, 3 }, { 1e300, 1e300 },
        { ulong.MaxValue, ulong.MaxValue },
    };

    public static TheoryData<object> NotNumbers { get; } =
        ["", "2,5", "1.234,5", "1,234.5", "2.5.1", "NaN", "Infinity", "1e999", "1e5", "half", false, double.NaN, float.PositiveInfinity, 'x',
            new Dictionary<string, object?>()];

    public static TheoryData<object, bool> Flags { get; } = new()
    {
        { true, true }, { false, false }, { "true", true }, { "TRUE", true }, { "True", true }, { " yes ", true }, { "YES", true }, { "1", true },
        { "false", false },
        { "FALSE", false }, { "no", false }, { "No", false }, { "0", false }, { 1, true }, { 0, false }, { 1L, true }, { 0d, false },
    };

    public static TheoryData<object> NotFlags { get; } = ["", "perhaps", "2", "-1", "on", "y", "t", "wahr", 2, 0.5, "yes!", new List<object?> { true }];

    public static TheoryData<string, string[]> Lists { get; } = new()
    {
        { "a", ["a"] }, { "a;b", ["a", "b"] }, { " a ; b ", ["a", "b"] }, { "a;;b;", ["a", "b"] }, { "a,b", ["a,b"] }, { "[\"a\",\"b;c\"]", ["a", "b;c"] },
        { " [\"a\"]", ["a"] }, { "[]", [] }, { "", [] }, { ";", [] }, { "[1,2.5]", ["1", "2.5"] },
    };

    public static TheoryData<object> NotLists { get; } =
        ["[a]", "[\"a\"", "[null]", "[[\"a\"]]", "[{\"a\":1}]", "[true]", true, new List<object?> { null }, new object?[] { "a", new object() },
            new Dictionary<string, object?>()];

    [Theory]
    [MemberData(nameof(WholeNumbers))]
    public void A_whole_number_is_taken_in_every_exact_form(object given, long whole) => AssertConverts(GenParameterType.Integer, given, whole);

    [Theory]
    [MemberData(nameof(NotWholeNumbers))]
    public void What_is_not_exactly_a_whole_number_is_refused(object given) => AssertRefused(GenParameterType.Integer, given);

    [Theory]
    [MemberData(nameof(Numbers))]
    public void A_number_is_taken_with_a_point(object given, double number)
    {
        foreach (string culture in CultureNames)
        {
            using var scope = new CultureScope(culture);
            Assert.True(ValueConverter.TryConvert(GenParameterType.Number, given, out object converted));
            Assert.Equal(number, Convert.ToDouble(converted, null), 10);
        }
    }

    [Theory]
    [MemberData(nameof(NotNumbers))]
    public void What_is_not_exactly_a_number_is_refused(object given) => AssertRefused(GenParameterType.Number, given);

    [Theory]
    [MemberData(nameof(Flags))]
    public void A_flag_is_taken_as_a_word_or_a_digit(object given, bool flag) => AssertConverts(GenParameterType.Boolean, given, flag);

    [Theory]
    [MemberData(nameof(NotFlags))]
    public void What_is_no_clear_flag_is_refused(object given) => AssertRefused(GenParameterType.Boolean, given);

    [Theory]
    [MemberData(nameof(Lists))]
    public void A_list_is_taken_from_semicolons_or_json(string given, string[] items)
    {
        Assert.True(ValueConverter.TryConvert(GenParameterType.StringArray, given, out object converted));
        Assert.Equal(items, Assert.IsType<List<object?>>(converted));
    }

    [Fact]
    public void A_list_is_taken_from_any_sequence()
    {
        Assert.True(ValueConverter.TryConvert(GenParameterType.StringArray, new object[] { "a", new Uri("https://example.com/b"), 3 }, out object converted));
        Assert.Equal(["a", "https://example.com/b", "3"], Assert.IsType<List<object?>>(converted));
    }

    [Theory]
    [MemberData(nameof(NotLists))]
    public void What_is_no_list_of_texts_is_refused(object given) => AssertRefused(GenParameterType.StringArray, given);

    [Theory]
    [InlineData("[{\"type\":\"image\"}]", 1)]
    [InlineData("[]", 0)]
    public void A_list_of_objects_is_taken_from_json(string given, int count)
    {
        Assert.True(ValueConverter.TryConvert(GenParameterType.ObjectArray, given, out object converted));
        Assert.Equal(count, Assert.IsType<List<object?>>(converted).Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("image")]
    [InlineData("{\"type\":\"image\"}")]
    [InlineData("[{\"type\":\"image\"}")]
    [InlineData("[\"\\ud83d\"]")]
    public void Text_that_is_no_json_list_is_no_list_of_objects(string given) => AssertRefused(GenParameterType.ObjectArray, given);

    [Fact]
    public void An_object_is_taken_from_json()
    {
        Assert.True(ValueConverter.TryConvert(GenParameterType.Object, "{\"a\":[1,null]}", out object converted));
        Assert.Equal("{\"a\":[1,null]}", JsonText.ToText(converted));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{\"\\ud83d\":1}")]
    public void Text_that_is_no_json_object_is_no_object(string given) => AssertRefused(GenParameterType.Object, given);

    [Fact]
    public void Text_is_taken_as_it_is() => AssertConverts(GenParameterType.String, "  a \r\n \"b\" ü 🦊 ", "  a \r\n \"b\" ü 🦊 ");

    [Fact]
    public void A_number_becomes_text_with_a_point() => AssertConverts(GenParameterType.String, 2.5, "2.5");

    [Theory]
    [MemberData(nameof(Cultures))]
    public void Case_is_ignored_in_every_culture(string culture)
    {
        using var scope = new CultureScope(culture);
        var parameter = new GenParameter { Name = "p", Type = GenParameterType.String, Allowed = ["high", "image"] };
        var findings = new ProblemList(new GenRequest());
        Assert.Equal("high", LimitChecker.Check(parameter, "HIGH", isLaw: true, findings));
        Assert.Equal("image", LimitChecker.Check(parameter, "IMAGE", isLaw: true, findings));
        Assert.Empty(findings.Problems);
    }

    private static void AssertConverts(GenParameterType type, object given, object expected)
    {
        foreach (string culture in CultureNames)
        {
            using var scope = new CultureScope(culture);
            Assert.True(ValueConverter.TryConvert(type, given, out object converted), culture);
            Assert.Equal(expected, converted);
        }
    }

    private static void AssertRefused(GenParameterType type, object given)
    {
        foreach (string culture in CultureNames)
        {
            using var scope = new CultureScope(culture);
            Assert.False(ValueConverter.TryConvert(type, given, out object converted), culture);
            Assert.Same(given, converted);
        }
    }
}
