using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;

namespace TaskApi.Module.Tests.Framework;

/// <summary>Tells which of a library's own types name something of another library: in a signature, a base, a field or a method's body.</summary>
internal sealed class NameUses
{
    private static readonly Dictionary<short, OpCode> Codes =
        typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (OpCode)field.GetValue(null)!).ToDictionary(code => code.Value);

    private readonly Dictionary<EntityHandle, HashSet<string>> _users = [];
    private readonly ShelvedAssembly _assembly;
    private readonly MetadataReader _reader;
    private readonly string _user = "";

    /// <summary>Reads a library.</summary>
    public NameUses(ShelvedAssembly assembly)
    {
        _assembly = assembly;
        _reader = assembly.Reader;
        foreach ((string name, TypeDefinitionHandle handle) in assembly.Types)
        {
            // What the compiler nests in a type is the type's.
            _user = name.Split('+')[0];
            Note(_reader.GetTypeDefinition(handle));
        }
    }

    /// <summary>The types that name it; nothing for what only an attribute names.</summary>
    public IReadOnlyCollection<string> Of(EntityHandle named) => _users.TryGetValue(named, out HashSet<string>? users) ? users : [];

    private void Note(TypeDefinition type)
    {
        Note(type.BaseType);
        foreach (InterfaceImplementationHandle handle in type.GetInterfaceImplementations())
        {
            Note(_reader.GetInterfaceImplementation(handle).Interface);
        }

        foreach (FieldDefinitionHandle handle in type.GetFields())
        {
            Note(text => _reader.GetFieldDefinition(handle).DecodeSignature(text, null));
        }

        foreach (MethodDefinition method in type.GetMethods().Select(_reader.GetMethodDefinition))
        {
            Note(text => TypeText.Of(method.DecodeSignature(text, null)));
            if (_assembly.BodyOf(method) is { } body)
            {
                Note(body);
            }
        }
    }

    private void Note(MethodBodyBlock body)
    {
        if (!body.LocalSignature.IsNil)
        {
            Note(text => string.Concat(_reader.GetStandaloneSignature(body.LocalSignature).DecodeLocalSignature(text, null)));
        }

        foreach (ExceptionRegion region in body.ExceptionRegions.Where(region => region.Kind == ExceptionRegionKind.Catch))
        {
            Note(region.CatchType);
        }

        BlobReader code = body.GetILReader();
        while (code.RemainingBytes > 0)
        {
            short value = code.ReadByte();
            OpCode operation = Codes[value == 0xFE ? (short)(0xFE00 | code.ReadByte()) : value];
            switch (operation.OperandType)
            {
                case OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineTok or OperandType.InlineType:
                    Note(MetadataTokens.EntityHandle(code.ReadInt32()));
                    break;
                case OperandType.InlineSwitch:
                    int targets = code.ReadInt32();
                    code.Offset += sizeof(int) * targets;
                    break;
                default:
                    code.Offset += SizeOf(operation.OperandType);
                    break;
            }
        }
    }

    private static int SizeOf(OperandType operand) => operand switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        _ => 4,
    };

    private void Note(EntityHandle named)
    {
        switch (named.Kind)
        {
            case HandleKind.TypeReference:
                Add(named);
                break;
            case HandleKind.TypeSpecification when !named.IsNil:
                Note(text => _reader.GetTypeSpecification((TypeSpecificationHandle)named).DecodeSignature(text, null));
                break;
            case HandleKind.MethodSpecification:
                MethodSpecification method = _reader.GetMethodSpecification((MethodSpecificationHandle)named);
                Note(text => string.Concat(method.DecodeSignature(text, null)));
                Note(method.Method);
                break;
            case HandleKind.MemberReference:
                Add(named);
                MemberReference member = _reader.GetMemberReference((MemberReferenceHandle)named);
                Note(member.Parent);
                Note(text => member.GetKind() == MemberReferenceKind.Field ? member.DecodeFieldSignature(text, null)
                    : TypeText.Of(member.DecodeMethodSignature(text, null)));
                break;
        }
    }

    private void Note(Func<TypeText, string> decode)
    {
        var text = new TypeText();
        _ = decode(text);
        foreach (TypeReferenceHandle handle in text.Met)
        {
            Add(handle);
        }
    }

    private void Add(EntityHandle named)
    {
        if (!_users.TryGetValue(named, out HashSet<string>? users))
        {
            _users[named] = users = [];
        }

        _ = users.Add(_user);
    }
}
