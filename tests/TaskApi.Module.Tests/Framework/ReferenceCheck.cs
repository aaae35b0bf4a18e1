using System.Collections.Generic;
using System.Linq;
using System.Reflection.Metadata;

namespace TaskApi.Module.Tests.Framework;

/// <summary>Finds what a library names and a shelf does not have: types, methods and fields.</summary>
/// <param name="shelf">What there is.</param>
internal sealed class ReferenceCheck(AssemblyShelf shelf)
{
    /// <summary>What is missing, each with its full name, by the reference that names it.</summary>
    public Dictionary<EntityHandle, string> Missing(ShelvedAssembly assembly)
    {
        MetadataReader reader = assembly.Reader;
        var missing = new Dictionary<EntityHandle, string>();
        foreach (TypeReferenceHandle type in reader.TypeReferences.Where(type => shelf.Find(reader, type) is null))
        {
            missing[type] = $"{TypeText.NameOf(reader, type)}, which it looks for in {LibraryOf(reader, type)}";
        }

        foreach (MemberReferenceHandle handle in reader.MemberReferences)
        {
            MemberReference member = reader.GetMemberReference(handle);
            if (TypeOf(assembly, member.Parent) is { } type && !Has(type, Wanted.Of(reader, member)))
            {
                missing[handle] =
                    $"{TypeText.NameOf(type.Assembly.Reader, type.Handle)}.{reader.GetString(member.Name)}: {Wanted.Of(reader, member).Signature}";
            }
        }

        return missing;
    }

    private static string LibraryOf(MetadataReader reader, TypeReferenceHandle handle)
    {
        EntityHandle scope = reader.GetTypeReference(handle).ResolutionScope;
        if (scope.Kind == HandleKind.TypeReference)
        {
            return LibraryOf(reader, (TypeReferenceHandle)scope);
        }

        AssemblyReference library = reader.GetAssemblyReference((AssemblyReferenceHandle)scope);
        return $"{reader.GetString(library.Name)} {library.Version}";
    }

    /// <summary>The type that a reference to a member, or a base, leads to; null for arrays, which have members of their own, and what is missing.</summary>
    private ShelvedType? TypeOf(ShelvedAssembly assembly, EntityHandle handle) => handle.Kind switch
    {
        HandleKind.TypeReference => shelf.Find(assembly.Reader, (TypeReferenceHandle)handle),
        HandleKind.TypeDefinition => new ShelvedType(assembly, (TypeDefinitionHandle)handle),
        HandleKind.TypeSpecification => OpenType(assembly, (TypeSpecificationHandle)handle),
        _ => null,
    };

    private ShelvedType? OpenType(ShelvedAssembly assembly, TypeSpecificationHandle handle)
    {
        BlobReader signature = assembly.Reader.GetBlobReader(assembly.Reader.GetTypeSpecification(handle).Signature);
        if (signature.ReadSignatureTypeCode() != SignatureTypeCode.GenericTypeInstance)
        {
            return null;
        }

        _ = signature.ReadCompressedInteger();
        return TypeOf(assembly, signature.ReadTypeHandle());
    }

    private bool Has(ShelvedType type, Wanted wanted)
    {
        MetadataReader reader = type.Assembly.Reader;
        TypeDefinition definition = reader.GetTypeDefinition(type.Handle);
        if (definition.GetMethods().Select(reader.GetMethodDefinition).Any(method => wanted.IsMet(reader, method)) ||
            definition.GetFields().Select(reader.GetFieldDefinition).Any(field => wanted.IsMet(reader, field)))
        {
            return true;
        }

        IEnumerable<EntityHandle> bases = definition.GetInterfaceImplementations().Select(handle => reader.GetInterfaceImplementation(handle).Interface);
        return (definition.BaseType.IsNil ? bases : bases.Prepend(definition.BaseType)).Any(parent =>
            TypeOf(type.Assembly, parent) is { } found && Has(found, parent.Kind == HandleKind.TypeSpecification ? wanted with { IsExact = false } : wanted));
    }

    /// <summary>A member that is looked for.</summary>
    /// <param name="Name">Its name.</param>
    /// <param name="Signature">Its signature, as text.</param>
    /// <param name="Parameters">How many parameters it has; -1 for a field.</param>
    /// <param name="IsExact">False where a generic base has other names for the types: then the number of parameters has to do.</param>
    private sealed record Wanted(string Name, string Signature, int Parameters, bool IsExact)
    {
        public static Wanted Of(MetadataReader reader, MemberReference member)
        {
            if (member.GetKind() == MemberReferenceKind.Field)
            {
                return new Wanted(reader.GetString(member.Name), member.DecodeFieldSignature(new TypeText(), null), -1, true);
            }

            MethodSignature<string> signature = member.DecodeMethodSignature(new TypeText(), null);
            return new Wanted(reader.GetString(member.Name), TypeText.Of(signature), signature.ParameterTypes.Length, true);
        }

        public bool IsMet(MetadataReader reader, MethodDefinition method)
        {
            if (Parameters < 0 || reader.GetString(method.Name) != Name)
            {
                return false;
            }

            MethodSignature<string> signature = method.DecodeSignature(new TypeText(), null);
            return IsExact ? TypeText.Of(signature) == Signature : signature.ParameterTypes.Length == Parameters;
        }

        public bool IsMet(MetadataReader reader, FieldDefinition field) =>
            Parameters < 0 && reader.GetString(field.Name) == Name && (!IsExact || field.DecodeSignature(new TypeText(), null) == Signature);
    }
}
