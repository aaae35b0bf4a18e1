using System;
using System.Text;
using Xunit;

namespace TaskApi.Tests.Catalog;

public class OverlayProblemTests
{
    [Theory]
    [InlineData("[]", "the file holds a list; it must hold an object")]
    [InlineData("{}", "the file has no models.")]
    [InlineData("""{"model":[]}""", "model is no field that the catalog knows. Did you mean models?")]
    [InlineData("""{"models":{}}""", "models is an object; it must be a list")]
    [InlineData("""{"models":[1]}""", "models[0] is '1'; it must be an object")]
    [InlineData("""{"models":[{}]}""", "models[0] has no id. Add one, for example \"id\": \"provider/name\".")]
    [InlineData("""{"models":[{"id":"a/b"}]}""", "models[0] has no kind. Add one")]
    [InlineData("""{"models":[{"id":7,"kind":"image"}]}""", "models[0].id is '7'; it must be text in quotes.")]
    [InlineData("""{"models":[{"id":"ab","kind":"image"}]}""", "models[0].id is 'ab'; it must be the model's identifier in the form provider/name")]
    [InlineData("""{"models":[{"id":"a/","kind":"image"}]}""", "models[0].id is 'a/'; it must be")]
    [InlineData("""{"models":[{"id":"a/b/c","kind":"image"}]}""", "models[0].id is 'a/b/c'; it must be")]
    [InlineData("""{"models":[{"id":"a/b c","kind":"image"}]}""", "models[0].id is 'a/b c'; it must be")]
    [InlineData("""{"models":[{"id":"a/b","kind":"image"},{"id":"A/B","kind":"image"}]}""", "models[1].id is 'A/B', which stands in the file before.")]
    [InlineData("""{"models":[{"id":"a/b","kind":"Video"}]}""", "models[0].kind is 'Video'; allowed: video, image, audio. Did you mean video?")]
    [InlineData("""{"models":[{"id":"a/b","kind":1}]}""", "models[0].kind is '1'; allowed: video, image, audio.")]
    [InlineData("""{"models":[{"id":"a/b","kind":"image","kind":"image"}]}""", "models[0].kind is given twice.")]
    [InlineData("""{"models":[{"id":"a/b","kind":"image","checkd":true}]}""", "models[0].checkd is no field that the catalog knows. Did you mean checked?")]
    [InlineData("""{"models":[{"id":"a/b","kind":"image","checked":"yes"}]}""", "models[0].checked is 'yes'; it must be true or false.")]
    [InlineData("""{"models":[{"id":"a/b","kind":"image","outputs":[1]}]}""", "models[0].outputs[0] is '1'; it must be text")]
    [InlineData("""{"models":[{"id":"\ud800/b","kind":"image"}]}""", "models[0].id holds half of a character")]
    [InlineData("""{"models":[{"\ud800":1}]}""", "models[0] has a field whose name holds half of a character")]
    public void A_problem_with_a_model_is_told_with_its_path(string text, string message) =>
        Assert.StartsWith("my-models.json, line 1: " + message, Problem(text), StringComparison.Ordinal);

    [Theory]
    [InlineData("""{"type":"string"}""", "[0] has no name.")]
    [InlineData("""{"name":"n"}""", "[0] has no type.")]
    [InlineData("""{"name":"2n","type":"string"}""", "[0].name is '2n'; it must be the name on the wire")]
    [InlineData("""{"name":"n","type":"strng"}""",
        "[0].type is 'strng'; allowed: any, string, integer, number, boolean, object, string[], object[]. Did you mean string?")]
    [InlineData("""{"name":"a_b","type":"string"},{"name":"aB","type":"string"}""", "[1].name is 'aB', which the model has already")]
    [InlineData("""{"name":"n","type":"string","size":1}""", "[0].size is no field that the catalog knows. Known here: name, type,")]
    [InlineData("""{"name":"n","type":"integer","minimum":5,"maximum":4}""", "[0].minimum is '5', which is more than maximum, '4'")]
    [InlineData("""{"name":"n","type":"string[]","minItems":5,"maxItems":4}""", "[0].minItems is '5', which is more than maxItems, '4'")]
    [InlineData("""{"name":"n","type":"integer","minimum":"1"}""", "[0].minimum is '1'; it must be a number.")]
    [InlineData("""{"name":"n","type":"integer","minimum":1e99}""", "[0].minimum is '1e99'; numbers go up to 28 digits.")]
    [InlineData("""{"name":"n","type":"string","maxLength":1.5}""", "[0].maxLength is '1.5'; it must be a whole number from 0 to 2147483647.")]
    [InlineData("""{"name":"n","type":"string","maxLength":-1}""", "[0].maxLength is '-1'; it must be a whole number")]
    [InlineData("""{"name":"n","type":"string","allowed":[]}""", "[0].allowed is empty")]
    [InlineData("""{"name":"n","type":"integer","allowed":["4"]}""", "[0].allowed[0] is '4'; the parameter's type asks for a whole number")]
    [InlineData("""{"name":"n","type":"object","allowed":[1]}""", "[0].allowed[0] cannot be: 'allowed' lists single values")]
    [InlineData("""{"name":"n","type":"string","default":[]}""", "[0].default is a list; it must be text, a number, true or false.")]
    [InlineData("""{"name":"n","type":"string","format":"uri"}""", "[0].format is 'uri'; allowed: url, uuid. Did you mean url?")]
    [InlineData("""{"name":"n","type":"string","description":null}""", "[0].description is 'null'; it must be text in quotes.")]
    public void A_problem_with_a_parameter_is_told_with_its_path(string parameters, string message) =>
        Assert.StartsWith("my-models.json, line 1: models[0].parameters" + message,
            Problem($$"""{"models":[{"id":"a/b","kind":"image","parameters":[{{parameters}}]}]}"""), StringComparison.Ordinal);

    [Theory]
    [InlineData("""[{"effect":"refused"}]""", "rules[0] has no parameter.")]
    [InlineData("""[{"parameter":"prompt"}]""", "rules[0] has no effect.")]
    [InlineData("""[{"parameter":"promt","effect":"refused"}]""", "rules[0].parameter is 'promt', which is no parameter of the model. Did you mean prompt?")]
    [InlineData("""[{"parameter":"prompt","effect":"refuse"}]""",
        "rules[0].effect is 'refuse'; allowed: required, refused, ignored, allowed, total, each. Did you mean refused?")]
    [InlineData("""[{"parameter":"prompt","effect":"refused","when":{"size":true}}]""",
        "rules[0].when.size is no parameter of the model. It has prompt, parts.")]
    [InlineData("""[{"parameter":"prompt","effect":"refused","when":{"parts":"x"}}]""",
        "rules[0].when.parts is 'x'; it must be true (given), false (left out), or a list of values")]
    [InlineData("""[{"parameter":"prompt","effect":"refused","when":{"parts":[]}}]""", "rules[0].when.parts is an empty list")]
    [InlineData("""[{"parameter":"prompt","effect":"refused","when":{"parts":true,"parts":false}}]""", "rules[0].when.parts is given twice.")]
    [InlineData("""[{"parameter":"prompt","effect":"allowed"}]""", "rules[0] lists no values.")]
    [InlineData("""[{"parameter":"parts","effect":"each","values":[1]}]""", "rules[0] names no field.")]
    [InlineData("""[{"parameter":"parts","effect":"total","field":"seconds"}]""", "rules[0] has neither minimum nor maximum.")]
    [InlineData("""[{"parameter":"parts","effect":"total","field":"seconds","minimum":2,"maximum":1}]""",
        "rules[0].minimum is '2', which is more than maximum, '1'")]
    [InlineData("""[],"prices":[{}]""", "prices[0] has no usd.")]
    [InlineData("""[],"prices":[{"usd":-1}]""", "prices[0].usd is '-1'; a price is from 0 to 1000000 US dollars.")]
    [InlineData("""[],"prices":[{"usd":1,"per":"minute"}]""", "prices[0].per is 'minute'; allowed: generation, second.")]
    [InlineData("""[],"prices":[{"usd":1,"when":{"duration":[4]}}]""", "prices[0].when.duration is no parameter of the model.")]
    [InlineData("""[],"priceParameters":["duration"]""", "priceParameters[0] is 'duration', which is no parameter of the model.")]
    public void A_problem_with_a_rule_or_a_price_is_told_with_its_path(string rules, string message)
    {
        const string Parameters = """[{"name":"prompt","type":"string"},{"name":"parts","type":"object[]"}]""";
        Assert.StartsWith("my-models.json, line 1: models[0]." + message,
            Problem($$"""{"models":[{"id":"a/b","kind":"image","parameters":{{Parameters}},"rules":{{rules}}}]}"""), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\n\"models\": [\n{\"id\": \"a/b\", \"kind\": \"image\"},\n{\"id\": \"a/c\",\n\"kind\":\n\"imag\"}]}", 5)]
    [InlineData("{\n\"models\": [\n{\"id\": \"a/b\",\n\"kind\": \"image\"}, {\"kind\": {}, \"id\":\n3}]}", 4)]
    [InlineData("{\n\"models\": [\n{\"id\": \"a/b\",\n\"id\": \"a/c\"}]}", 4)]
    [InlineData("{\"models\": [{\"id\": \"a/b\", \"kind\": \"image\", \"outputs\": [\"x\", {\n}, [\n\n],\n7]}]}", 1)]
    [InlineData("{\"models\": [{\"id\": \"a/b\", \"kind\": \"image\", \"outputs\": [\"{\\n\",\n\"]\",\n7]}]}", 3)]
    [InlineData("\uFEFF\n\n[]", 3)]
    [InlineData("{\n\"models\": [\n}", 3)]
    [InlineData("{\n\"models\": [\n", 3)]
    [InlineData("", 1)]
    public void A_problem_is_told_with_its_line(string text, int line) =>
        Assert.StartsWith($"my-models.json, line {line}: ", Problem(text), StringComparison.Ordinal);

    [Fact]
    public void Text_that_is_no_json_is_told_so() =>
        Assert.StartsWith("my-models.json, line 2: the text is not valid JSON.", Problem("{\n\"models\" []}"), StringComparison.Ordinal);

    [Fact]
    public void Bytes_that_are_no_text_are_told_with_their_line()
    {
        byte[] text = Encoding.UTF8.GetBytes("{\"models\":[\n{\"id\":\"a/?\"}]}");
        text[Array.IndexOf(text, (byte)'?')] = 0xE9;
        Assert.StartsWith("my-models.json, line 2: the file is not UTF-8 text.", Problem(text), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_of_windows_powershells_own_encoding_is_told_so() =>
        Assert.StartsWith("my-models.json, line 1: the file is not UTF-8 text.", Problem([0xFF, 0xFE, .. Encoding.Unicode.GetBytes("{}")]),
            StringComparison.Ordinal);

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(3, 2)]
    [InlineData(99, 3)]
    public void A_place_outside_the_text_is_on_its_first_or_last_line(long index, long line) => Assert.Equal(line, JsonLine.At("{\n}\n"u8, index));

    [Fact]
    public void A_name_as_long_as_the_file_makes_no_message_as_long() => Assert.InRange(Problem($$"""{"{{new string('x', 2_000_000)}}":1}""").Length, 1, 300);

    private static string Problem(string text) => Problem(Encoding.UTF8.GetBytes(text));

    private static string Problem(byte[] text)
    {
        GenServiceException failure = Assert.Throws<GenServiceException>(() => CatalogFile.Parse(text, "/home/me/my-models.json"));
        Assert.Equal(GenErrorCode.InvalidCatalog, failure.Code);
        return failure.Message;
    }
}
