using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using Xunit;

namespace TaskApi.Tests.Catalog;

public class CatalogSchemaTests
{
    [Fact]
    public void The_built_in_catalog_satisfies_the_reader()
    {
        using var document = JsonDocument.Parse(File.ReadAllText(InRepository("src/TaskApi.Core/Catalog/models.json")));
        Assert.Equal(50, CatalogReader.Read(document.RootElement).Count);
    }

    [Fact]
    public void Schema_and_reader_know_the_same_fields()
    {
        using JsonDocument schema = Schema();
        JsonElement types = schema.RootElement.GetProperty("$defs");
        Assert.Equal(CatalogWords.File, Fields(schema.RootElement));
        Assert.Equal(CatalogWords.Model, Fields(types.GetProperty("model")));
        Assert.Equal(CatalogWords.Parameter, Fields(types.GetProperty("parameter")));
        Assert.Equal(CatalogWords.Rule, Fields(types.GetProperty("rule")));
        Assert.Equal(CatalogWords.Price, Fields(types.GetProperty("price")));
    }

    [Fact]
    public void Schema_and_reader_know_the_same_words()
    {
        using JsonDocument schema = Schema();
        Assert.Equal(CatalogWords.Kinds, Words(schema, "model", "kind"));
        Assert.Equal(CatalogWords.Types, Words(schema, "parameter", "type"));
        Assert.Equal(CatalogWords.Formats, Words(schema, "parameter", "format"));
        Assert.Equal(CatalogWords.Effects, Words(schema, "rule", "effect"));
        Assert.Equal(CatalogWords.Units, Words(schema, "price", "per"));
    }

    [Fact]
    public void The_words_stand_in_the_order_of_the_code()
    {
        Assert.Equal(Enum.GetNames<GenKind>()[1..], CatalogWords.Kinds, StringComparer.OrdinalIgnoreCase);
        Assert.Equal(Enum.GetNames<GenParameterType>(), CatalogWords.Types.Select(word => word.Replace("[]", "Array", StringComparison.Ordinal)),
            StringComparer.OrdinalIgnoreCase);
        Assert.Equal(Enum.GetNames<GenParameterFormat>()[1..], CatalogWords.Formats, StringComparer.OrdinalIgnoreCase);
        Assert.Equal(Enum.GetNames<GenRuleEffect>(), CatalogWords.Effects, StringComparer.OrdinalIgnoreCase);
    }

    [Fact]
    public void Every_field_of_the_schema_is_described()
    {
        using JsonDocument schema = Schema();
        var undescribed = new List<string>();
        foreach (string type in new[] { "model", "parameter", "rule", "price" })
        {
            undescribed.AddRange(schema.RootElement.GetProperty("$defs").GetProperty(type).GetProperty("properties").EnumerateObject()
                .Where(field => !field.Value.TryGetProperty("description", out _))
                .Select(field => $"{type}.{field.Name}"));
        }

        Assert.Empty(undescribed);
    }

    private static IEnumerable<string> Fields(JsonElement type) => type.GetProperty("properties").EnumerateObject().Select(field => field.Name);

    private static IEnumerable<string> Words(JsonDocument schema, string type, string field) =>
        schema.RootElement.GetProperty("$defs").GetProperty(type).GetProperty("properties").GetProperty(field).GetProperty("enum").EnumerateArray()
            .Select(word => word.GetString()!);

    private static JsonDocument Schema() => JsonDocument.Parse(File.ReadAllText(InRepository("docs/catalog.schema.json")));

    private static string InRepository(string path)
    {
        DirectoryInfo? root = new(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "TaskApi.sln")))
        {
            root = root.Parent;
        }

        return Path.Combine(root!.FullName, path);
    }
}
