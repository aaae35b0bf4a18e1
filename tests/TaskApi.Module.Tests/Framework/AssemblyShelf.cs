using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace TaskApi.Module.Tests.Framework;

/// <summary>
/// The libraries that Windows PowerShell finds: those of .NET Framework 4.7.2, its own, and the module's private ones. They are read, never
/// loaded, and found as .NET Framework finds them: its own come first, if they are as new as what is asked for; then it asks the module.
/// </summary>
internal sealed class AssemblyShelf : IDisposable
{
    private readonly Dictionary<string, ShelvedAssembly> _framework = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, ShelvedAssembly> _private = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Puts the framework's, or the engine's, library on the shelf.</summary>
    public void AddFramework(string path) => Add(_framework, path);

    /// <summary>Puts one of the module's libraries on the shelf.</summary>
    public void AddPrivate(string path) => Add(_private, path);

    /// <summary>The library that a reference leads to; null when there is none that is new enough.</summary>
    public ShelvedAssembly? Find(string name, Version version) =>
        _framework.TryGetValue(name, out ShelvedAssembly? found) && found.Version >= version ? found : _private.GetValueOrDefault(name);

    /// <summary>Where a type is, wherever the library that is asked for has moved it to; null when it is nowhere.</summary>
    /// <param name="assembly">The library that is asked for it.</param>
    /// <param name="type">The type's full name, nested ones after a plus.</param>
    public ShelvedType? Find(ShelvedAssembly assembly, string type)
    {
        if (assembly.Types.TryGetValue(type, out TypeDefinitionHandle found))
        {
            return new ShelvedType(assembly, found);
        }

        return assembly.MovedTo(type.Split('+')[0]) is { } next && Find(next.Name, next.Version) is { } other ? Find(other, type) : null;
    }

    /// <summary>Where the type that a reference names is; null when it is nowhere.</summary>
    public ShelvedType? Find(MetadataReader reader, TypeReferenceHandle handle)
    {
        TypeReference top = reader.GetTypeReference(handle);
        while (top.ResolutionScope.Kind == HandleKind.TypeReference)
        {
            top = reader.GetTypeReference((TypeReferenceHandle)top.ResolutionScope);
        }

        AssemblyReference wanted = reader.GetAssemblyReference((AssemblyReferenceHandle)top.ResolutionScope);
        return Find(reader.GetString(wanted.Name), wanted.Version) is { } assembly ? Find(assembly, TypeText.NameOf(reader, handle)) : null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (ShelvedAssembly assembly in _framework.Values.Concat(_private.Values))
        {
            assembly.Dispose();
        }
    }

    private static void Add(Dictionary<string, ShelvedAssembly> to, string path)
    {
        var assembly = new ShelvedAssembly(File.OpenRead(path));
        to.Add(assembly.Name, assembly);
    }
}

/// <summary>A type that was found.</summary>
/// <param name="Assembly">The library that defines it.</param>
/// <param name="Handle">Its definition there.</param>
internal sealed record ShelvedType(ShelvedAssembly Assembly, TypeDefinitionHandle Handle);

/// <summary>A library that is read, not loaded.</summary>
internal sealed class ShelvedAssembly : IDisposable
{
    private readonly PEReader _image;
    private readonly Dictionary<string, (string Name, Version Version)> _moved = [];

    /// <summary>Reads a library's names.</summary>
    public ShelvedAssembly(Stream image)
    {
        _image = new PEReader(image);
        Reader = _image.GetMetadataReader();
        AssemblyDefinition own = Reader.GetAssemblyDefinition();
        Name = Reader.GetString(own.Name);
        Version = own.Version;
        Types = Reader.TypeDefinitions.ToDictionary(handle => TypeText.NameOf(Reader, handle));
        IEnumerable<ExportedType> elsewhere = Reader.ExportedTypes.Select(Reader.GetExportedType);
        foreach (ExportedType moved in elsewhere.Where(type => type.Implementation.Kind == HandleKind.AssemblyReference))
        {
            AssemblyReference to = Reader.GetAssemblyReference((AssemblyReferenceHandle)moved.Implementation);
            _moved[TypeText.Join(Reader.GetString(moved.Namespace), Reader.GetString(moved.Name))] = (Reader.GetString(to.Name), to.Version);
        }
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>Its version.</summary>
    public Version Version { get; }

    /// <summary>What it says.</summary>
    public MetadataReader Reader { get; }

    /// <summary>The types that it defines, by their full names.</summary>
    public IReadOnlyDictionary<string, TypeDefinitionHandle> Types { get; }

    /// <summary>The library that a type of this one has moved to; null when it has not.</summary>
    public (string Name, Version Version)? MovedTo(string type) => _moved.TryGetValue(type, out (string, Version) to) ? to : null;

    /// <summary>The body of a method; null when it has none.</summary>
    public MethodBodyBlock? BodyOf(MethodDefinition method) =>
        method.RelativeVirtualAddress == 0 ? null : _image.GetMethodBody(method.RelativeVirtualAddress);

    /// <inheritdoc/>
    public void Dispose() => _image.Dispose();
}
