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
    // Both are needed for names that are not found by their whole spelling, which most users never give.
    private readonly Lazy<Dictionary<string, GenModel?>> _byName;
    private readonly Lazy<HashSet<string>> _parameterKeys;

    /// <summary>A catalog of these models.</summary>
    public ModelCatalog(IReadOnlyList<GenModel> models)
    {
        Models = models;
        _byId = new Dictionary<string, GenModel>(models.Count, StringComparer.OrdinalIgnoreCase);
        foreach (GenModel model in models)
        {
            _byId[model.Id] = model;
        }

        _byName = new Lazy<Dictionary<string, GenModel?>>(FindNames);
        _parameterKeys = new Lazy<HashSet<string>>(FindParameterKeys);
    }

    /// <summary>The catalog that ships with the module, read once, on first use.</summary>
    public static ModelCatalog BuiltIn => BuiltInCatalog.Value;

    /// <summary>All models, in documented order.</summary>
    public IReadOnlyList<GenModel> Models { get; }

    /// <summary>The model with that identifier, compared without case, or null.</summary>
    public GenModel? Find(string? id) => id is not null && _byId.TryGetValue(id, out GenModel? model) ? model : null;

    /// <summary>
    /// The model that a user means: by its identifier, or by the name after the slash where only one model has it, compared without case;
    /// null when there is none, or several.
    /// </summary>
    public GenModel? Resolve(string? name) => Find(name) ?? (name is not null && _byName.Value.TryGetValue(name, out GenModel? model) ? model : null);

    /// <summary>The identifiers of the models with that name after the slash, compared without case, when it is that of several; empty otherwise.</summary>
    public IReadOnlyList<string> Namesakes(string name)
    {
        var ids = new List<string>();
        if (_byName.Value.TryGetValue(name, out GenModel? only) && only is null)
        {
            foreach (GenModel model in Models)
            {
                if (model.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
                {
                    ids.Add(model.Id);
                }
            }
        }

        return ids;
    }

    /// <summary>True when some model has a parameter of that name, in any spelling, or newer pages use it for one.</summary>
    internal bool IsParameter(string name) => _parameterKeys.Value.Contains(ParameterName.ToKey(name));

    /// <summary>The identifier that a misspelled one was probably meant to be: as a whole, or the name after the slash alone; null when none is near.</summary>
    public string? FindNearest(string id)
    {
        string name = id.Substring(id.IndexOf('/') + 1);
        GenModel? sameName = null;
        var ids = new List<string>(Models.Count);
        var names = new List<string>(Models.Count);
        foreach (GenModel model in Models)
        {
            ids.Add(model.Id);
            names.Add(model.Name);
            sameName ??= model.Name.Equals(name, StringComparison.OrdinalIgnoreCase) ? model : null;
        }

        if (sameName is not null)
        {
            return sameName.Id;
        }

        return NearestName.Find(id, ids) ?? (NearestName.Find(name, names) is { } nearest ? ids[names.IndexOf(nearest)] : null);
    }

    /// <summary>This catalog with other models: one of the same id, compared without case, takes the known one's place; others come after.</summary>
    public ModelCatalog With(IReadOnlyList<GenModel> models)
    {
        var all = new List<GenModel>(Models);
        var places = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        for (int i = 0; i < all.Count; i++)
        {
            places[all[i].Id] = i;
        }

        foreach (GenModel model in models)
        {
            if (places.TryGetValue(model.Id, out int place))
            {
                all[place] = model;
            }
            else
            {
                places[model.Id] = all.Count;
                all.Add(model);
            }
        }

        return new ModelCatalog(all);
    }

    /// <summary>The models by their name after the slash; null for a name that several have.</summary>
    private Dictionary<string, GenModel?> FindNames()
    {
        var names = new Dictionary<string, GenModel?>(Models.Count, StringComparer.OrdinalIgnoreCase);
        foreach (GenModel model in _byId.Values)
        {
            names[model.Name] = names.ContainsKey(model.Name) ? null : model;
        }

        return names;
    }

    private HashSet<string> FindParameterKeys()
    {
        var keys = new HashSet<string>(StringComparer.Ordinal);
        foreach (GenModel model in Models)
        {
            foreach (GenParameter parameter in model.Parameters)
            {
                keys.Add(ParameterName.ToKey(parameter.Name));
                foreach (string other in parameter.AlsoKnownAs)
                {
                    keys.Add(ParameterName.ToKey(other));
                }
            }
        }

        return keys;
    }

    private static ModelCatalog ReadBuiltIn()
    {
        using Stream stream = typeof(ModelCatalog).Assembly.GetManifestResourceStream("TaskApi.Catalog.models.json")
            ?? throw new InvalidOperationException("The module's model catalog is missing from its assembly.");
        using var document = JsonDocument.Parse(stream);
        return new ModelCatalog(CatalogReader.Read(document.RootElement));
    }
}
