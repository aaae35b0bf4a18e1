using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using TaskApi.Tests.Support;
using Xunit;

namespace TaskApi.Tests.Catalog;

public class OverlayTests
{
    [Fact]
    public void A_model_of_a_known_id_takes_its_place_and_others_come_after()
    {
        ModelCatalog catalog = Parse(
            """{"models":[{"id":"me/first","kind":"image"},{"id":"OpenAI/Sora-2","kind":"audio","description":"mine"},{"id":"me/second","kind":"video"}]}""");
        int place = ModelCatalog.BuiltIn.Models.ToList().FindIndex(model => model.Id == "openai/sora-2");
        Assert.Equal(ModelCatalog.BuiltIn.Models.Count + 2, catalog.Models.Count);
        Assert.Equal(("OpenAI/Sora-2", GenKind.Audio, "mine"), (catalog.Models[place].Id, catalog.Models[place].Kind, catalog.Models[place].Description));
        Assert.Equal(["me/first", "me/second"], catalog.Models.Skip(ModelCatalog.BuiltIn.Models.Count).Select(model => model.Id));
        Assert.Same(catalog.Models[place], catalog.Find("openai/sora-2"));
    }

    [Fact]
    public void The_built_in_catalog_stays_as_it_is()
    {
        Parse("""{"models":[{"id":"openai/sora-2","kind":"audio"}]}""");
        Assert.Equal(GenKind.Video, ModelCatalog.BuiltIn.Find("openai/sora-2")!.Kind);
    }

    [Fact]
    public void A_limit_may_leave_one_value_only()
    {
        GenModel model = Parse("""
            {"models":[{"id":"me/one","kind":"image",
              "parameters":[{"name":"n","type":"integer","minimum":5,"maximum":5},
                {"name":"parts","type":"object[]","minItems":2,"maxItems":2},{"name":"text","type":"string","maxLength":0}],
              "rules":[{"parameter":"parts","effect":"total","field":"seconds","minimum":4,"maximum":4}],
              "prices":[{"usd":0},{"usd":1000000}]}]}
            """).Find("me/one")!;
        Assert.Equal((5m, 5m), (model.Parameters[0].Minimum, model.Parameters[0].Maximum));
        Assert.Equal((2, 2), (model.Parameters[1].MinItems, model.Parameters[1].MaxItems));
        Assert.Equal((0, 4m, 4m), (model.Parameters[2].MaxLength, model.Rules[0].Minimum, model.Rules[0].Maximum));
        Assert.Equal([0m, 1000000m], model.Prices.Select(price => price.Usd));
    }

    [Fact]
    public void Every_field_is_read()
    {
        GenModel model = Parse("""
            {
              "$schema": "catalog.schema.json",
              "models": [
                {
                  "id": "me/all", "kind": "video", "description": "d", "checked": true, "outputs": ["video_url"], "priceParameters": ["level"],
                  "parameters": [
                    { "name": "level", "type": "number", "required": true, "allowed": [1, 2.5], "default": 1, "description": "pd",
                      "alsoKnownAs": ["grade"], "newer": true },
                    { "name": "links", "type": "string[]", "format": "url", "minItems": 1, "maxItems": 3 },
                    { "name": "text", "type": "string", "maxLength": 5 },
                    { "name": "parts", "type": "object[]" },
                    { "name": "size", "type": "integer", "minimum": -1, "maximum": 9 }
                  ],
                  "rules": [
                    { "parameter": "parts", "effect": "total", "field": "seconds", "minimum": 3, "maximum": 15, "reason": "r" },
                    { "parameter": "text", "when": { "level": [2.5], "links": false, "size": true }, "effect": "allowed", "values": ["a"], "warning": true }
                  ],
                  "prices": [ { "when": { "level": [1] }, "usd": 0.25, "per": "second" }, { "usd": 1 } ]
                }
              ]
            }
            """).Find("me/all")!;
        Assert.Equal((GenKind.Video, "d", true, 5), (model.Kind, model.Description, model.IsChecked, model.Parameters.Count));
        GenParameter level = model.Parameters[0];
        Assert.Equal((GenParameterType.Number, true, true, "pd"), (level.Type, level.Required, level.IsNewer, level.Description));
        Assert.Equal([1L, 2.5m], level.Allowed!);
        Assert.Equal(1L, level.Default);
        Assert.Equal(["grade"], level.AlsoKnownAs);
        Assert.Equal((GenParameterFormat.Url, 1, 3), (model.Parameters[1].Format, model.Parameters[1].MinItems, model.Parameters[1].MaxItems));
        Assert.Equal(5, model.Parameters[2].MaxLength);
        Assert.Equal((-1m, 9m), (model.Parameters[4].Minimum, model.Parameters[4].Maximum));
        Assert.Equal((GenRuleEffect.Total, "seconds", 3m, 15m, "r", false),
            (model.Rules[0].Effect, model.Rules[0].Field, model.Rules[0].Minimum, model.Rules[0].Maximum, model.Rules[0].Reason, model.Rules[0].IsWarning));
        Assert.True(model.Rules[1].IsWarning);
        Assert.Equal([("level", true, 1), ("links", false, 0), ("size", true, 0)],
            model.Rules[1].When.Select(condition => (condition.Parameter, condition.IsGiven, condition.Values?.Count ?? 0)));
        Assert.Equal([(0.25m, "second", 1), (1m, "generation", 0)], model.Prices.Select(price => (price.Usd, price.Per, price.When.Count)));
        Assert.Equal(["level"], model.PriceParameters);
        Assert.Equal(["video_url"], model.Outputs);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1.0)]
    [InlineData("2.5")]
    [InlineData(2.5)]
    public void A_number_is_allowed_however_it_was_given(object value)
    {
        ModelCatalog catalog =
            Parse("""{"models":[{"id":"me/m","kind":"image","checked":true,"parameters":[{"name":"level","type":"number","allowed":[1,2.5]}]}]}""");
        var request = new GenRequest { Model = "me/m" };
        request.Input["level"] = value;
        Assert.Empty(new RequestChecker(catalog).Check(request).Problems);
    }

    [Fact]
    public void A_byte_order_mark_is_no_part_of_the_catalog() => Assert.NotNull(Parse("\uFEFF{\"models\":[{\"id\":\"a/b\",\"kind\":\"image\"}]}").Find("a/b"));

    [Property(MaxTest = 2000)]
    public Property Any_text_is_a_catalog_or_one_error_that_names_the_file() => Prop.ForAll(Texts().ToArbitrary(), text =>
    {
        try
        {
            return Parse(text).Models.Count >= ModelCatalog.BuiltIn.Models.Count;
        }
        catch (GenServiceException failure)
        {
            return failure.Code == GenErrorCode.InvalidCatalog && failure.Message.StartsWith("my-models.json, line ", StringComparison.Ordinal);
        }
    });

    [Fact]
    public void A_file_that_does_not_change_is_read_once()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("my.json", """{"models":[{"id":"a/b","kind":"image"}]}""");
        Assert.Same(CatalogFile.Read(path), CatalogFile.Read(path));
    }

    [Fact]
    public void A_file_that_was_changed_is_read_again()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("my.json", """{"models":[{"id":"a/b","kind":"image"}]}""");
        CatalogFile.Read(path);
        File.WriteAllText(path, """{"models":[{"id":"a/c","kind":"image"}]}""");
        File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddSeconds(5));
        Assert.NotNull(CatalogFile.Read(path).Find("a/c"));
    }

    [Fact]
    public void A_broken_file_stays_broken_until_it_is_changed()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("my.json", "{");
        Assert.Equal(GenErrorCode.InvalidCatalog, Assert.Throws<GenServiceException>(() => CatalogFile.Read(path)).Code);
        Assert.Equal(GenErrorCode.InvalidCatalog, Assert.Throws<GenServiceException>(() => CatalogFile.Read(path)).Code);
        File.WriteAllText(path, """{"models":[]}""");
        Assert.Equal(ModelCatalog.BuiltIn.Models, CatalogFile.Read(path).Models);
    }

    [Fact]
    public void A_file_that_cannot_be_opened_is_told_with_its_path()
    {
        using var folder = new TemporaryFolder();
        string missing = Path.Combine(folder.Path, "none.json");
        GenServiceException failure = Assert.Throws<GenServiceException>(() => CatalogFile.Read(missing));
        Assert.Equal(GenErrorCode.FileNotReadable, failure.Code);
        Assert.Contains(missing, failure.Message, StringComparison.Ordinal);
        Assert.Contains("it is a folder", Assert.Throws<GenServiceException>(() => CatalogFile.Read(folder.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_beyond_4_MB_is_another_kind_of_file()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("film.json", new byte[(4 * 1024 * 1024) + 1]);
        GenServiceException failure = Assert.Throws<GenServiceException>(() => CatalogFile.Read(path));
        Assert.Equal(GenErrorCode.InvalidCatalog, failure.Code);
        Assert.StartsWith("film.json: the file is larger than 4 MB.", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_catalog_of_thousands_of_models_is_read_in_a_moment()
    {
        string models = string.Join(',', Enumerable.Range(0, 100_000).Select(number => $$"""{"id":"a/m{{number}}","kind":"image"}"""));

        // The quickest of some: a busy machine may put any of them aside for a while.
        TimeSpan quickest = TimeSpan.MaxValue;
        for (int i = 0; i < 5 && quickest > TimeSpan.FromSeconds(10); i++)
        {
            var clock = Stopwatch.StartNew();
            Assert.Equal(ModelCatalog.BuiltIn.Models.Count + 100_000, Parse($$"""{"models":[{{models}}]}""").Models.Count);
            quickest = clock.Elapsed;
        }

        Assert.InRange(quickest, TimeSpan.Zero, TimeSpan.FromSeconds(10));
    }

    private static ModelCatalog Parse(string text) => CatalogFile.Parse(Encoding.UTF8.GetBytes(text), "my-models.json");

    /// <summary>Catalogs that are right but for a few characters, and text of any kind.</summary>
    private static Gen<string> Texts()
    {
        const string Valid = """{"models":[{"id":"a/b","kind":"image","parameters":[{"name":"n","type":"number","allowed":[1,""" +
            """2],"minimum":1}],"rules":[{"parameter":"n","when":{"n":true},"effect":"refused"}],"prices":[{"usd":1}]}]}""";
        Gen<string> pieces = Gen.Elements("{", "}", "[", "]", "\"", ",", ":", "1e999", "-1", "null", "true", "\\ud800", "\"id\":1,", "\"\\udc00\":1,", "0.5",
            "\n", " ", "\u00e9", "");
        Gen<string> cut =
            from start in Gen.Choose(0, Valid.Length)
            from length in Gen.Choose(0, 12)
            from piece in pieces
            select Valid[..start] + piece + Valid[Math.Min(Valid.Length, start + length)..];
        return Gen.OneOf(cut, ArbMap.Default.GeneratorFor<string>().Select(text => text ?? ""));
    }
}
