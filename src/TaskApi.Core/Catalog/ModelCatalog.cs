using System;
using System.Collections.Generic;
using System.IO;
using System.Text.Json;

namespace TaskApi;

/// <summary>The models that are known, in documented order. Immutable.</summary>
public sealed class ModelCatalog
{
    private static readonly Lazy<ModelCatalog> BuiltInCatalog = new(ReadBuiltIn);

    private readonly Dictionary<string, GenModel> _byId;

    /// <summary>A catalog of these models.</summary>
    public ModelCatalog(IReadOnlyList<GenModel> models)
    {
        Models = models;
        _byId = new Dictionary<string, GenModel>(models.Count, StringComparer.OrdinalIgnoreCase);
        foreach (GenModel model in models)
        {
            _byId[model.Id] = model;
        }
    }

    /// <summary>The catalog that ships with the module, read once, on first use.</summary>
    public static ModelCatalog BuiltIn => BuiltInCatalog.Value;

    /// <summary>All models, in documented order.</summary>
    public IReadOnlyList<GenModel> Models { get; }

    /// <summary>The model with that identifier, compared without case, or null.</summary>
    public GenModel? Find(string? id) => id is not null && _byId.TryGetValue(id, out GenModel? model) ? model : null;

    private static ModelCatalog ReadBuiltIn()
    {
        using Stream stream = typeof(ModelCatalog).Assembly.GetManifestResourceStream("TaskApi.Catalog.models.json")
            ?? throw new InvalidOperationException("The module's model catalog is missing from its assembly.");
        using var document = JsonDocument.Parse(stream);
        return new ModelCatalog(CatalogReader.Read(document.RootElement));
    }
}
