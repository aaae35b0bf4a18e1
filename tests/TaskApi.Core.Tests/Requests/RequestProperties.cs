using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using TaskApi.Tests.Support;
using Xunit;

namespace TaskApi.Tests.Requests;

public class RequestProperties
{
    private static readonly GenParameterType[] Types = Enum.GetValues<GenParameterType>();

    [Property(MaxTest = 2000)]
    public Property Conversion_never_throws_and_gives_the_asked_type_or_the_value_itself() =>
        Prop.ForAll(Gen.Elements(Types).ToArbitrary(), PlainValues.Values.Where(value => value is not null).ToArbitrary(), (type, value) =>
            ValueConverter.TryConvert(type, value!, out object converted) ? IsOf(type, converted) : ReferenceEquals(value, converted));

    [Property(MaxTest = 500)]
    public Property Conversion_of_what_was_converted_changes_nothing() =>
        Prop.ForAll(Gen.Elements(Types).ToArbitrary(), PlainValues.Values.Where(value => value is not null).ToArbitrary(), (type, value) =>
            !ValueConverter.TryConvert(type, value!, out object once) || (ValueConverter.TryConvert(type, once, out object twice) && twice.Equals(once))
                || once is List<object?>);

    [Property(MaxTest = 3000)]
    public Property An_accepted_request_is_written_as_json_that_reads_back_equal() =>
        Prop.ForAll(Requests().ToArbitrary(), request =>
        {
            using var culture = new CultureScope("de-DE");
            GenRequestCheck check = new RequestChecker(ModelCatalog.BuiltIn).Check(request);
            Assert.Equal(check.IsValid, !check.Problems.Any(problem => !problem.IsWarning));
            Assert.Equal(check.IsValid, check.Ready is not null);
            if (check.Ready is { } ready)
            {
                byte[] json = JsonText.Write(writer => JsonText.WriteValue(writer, ready.Input));
                using var document = JsonDocument.Parse(json);
                Assert.True(JsonEquality.AreEqual(ready.Input, JsonText.ToPlain(document.RootElement)));
            }
        });

    [Property(MaxTest = 1000)]
    public Property An_accepted_request_is_accepted_again_as_it_is_sent() =>
        Prop.ForAll(Requests().ToArbitrary(), request =>
        {
            var checker = new RequestChecker(ModelCatalog.BuiltIn);
            if (checker.Check(request).Ready is { } ready)
            {
                GenRequestCheck again = checker.Check(ready);
                Assert.True(again.IsValid, string.Join(" | ", again.Problems));
                Assert.Equal(JsonText.ToText(ready.Input), JsonText.ToText(again.Ready!.Input));
            }
        });

    private static Gen<GenRequest> Requests() =>
        Gen.Elements<GenModel>([.. ModelCatalog.BuiltIn.Models, new GenModel { Id = "acme/unknown" }])
            .SelectMany(model => PlainValues.InputsOf(model).Zip(Gen.Elements(true, false)).Select(
                pair => new GenRequest { Model = model.Id, Input = pair.Item1, IsRow = pair.Item2 }));

    private static bool IsOf(GenParameterType type, object value) => type switch
    {
        GenParameterType.String => value is string,
        GenParameterType.Integer => value is long,
        GenParameterType.Number => value is decimal or double,
        GenParameterType.Boolean => value is bool,
        GenParameterType.Object => value is IDictionary<string, object?>,
        GenParameterType.StringArray => value is List<object?> items && items.All(item => item is string),
        GenParameterType.ObjectArray => value is List<object?>,
        _ => true,
    };
}
