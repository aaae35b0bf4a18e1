using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using System.Runtime.InteropServices;
using TaskApi.Module.Tests.Support;
using Xunit;

namespace TaskApi.Module.Tests.Framework;

/// <summary>
/// Windows PowerShell 5.1, which runs on .NET Framework 4.7.2 and later: everything that the built module and its private libraries name
/// is looked for in that framework's reference assemblies, and in PowerShell 5.1's.
/// </summary>
public sealed class FrameworkTests : IDisposable
{
    // The one type that .NET Framework never comes into.
    private const string ForNetOnly = "TaskApi.Loading.PrivateContext";

    private static readonly string Module = Path.Combine(Repository.Root, "bin");

    private readonly AssemblyShelf _shelf = new();
    private readonly List<ShelvedAssembly> _libraries = [];

    public FrameworkTests()
    {
        string framework = Told("FrameworkReferences");
        IEnumerable<string> files = Directory.GetFiles(framework, "*.dll").Concat(Directory.GetFiles(Path.Combine(framework, "Facades"), "*.dll"));

        // Parts of another library, and no assemblies.
        foreach (string path in files.Where(path => !Path.GetFileName(path).StartsWith("System.EnterpriseServices.", StringComparison.Ordinal)))
        {
            _shelf.AddFramework(path);
        }

        _shelf.AddFramework(Told("PowerShellReference"));
        string[] own =
        [
            Path.Combine(Module, "TaskApi.dll"), .. Directory.GetFiles(Path.Combine(Module, "deps"), "*.dll"),
            .. Directory.GetFiles(Path.Combine(Module, "deps", "reporting"), "*.dll"),
        ];
        foreach (string path in own)
        {
            _shelf.AddPrivate(path);
            _libraries.Add(new ShelvedAssembly(File.OpenRead(path)));
        }
    }

    public void Dispose()
    {
        _shelf.Dispose();
        _libraries.ForEach(library => library.Dispose());
    }

    [Fact]
    public void Everything_that_the_module_and_its_libraries_name_is_in_NET_Framework_4_7_2_and_in_PowerShell_5_1()
    {
        var missing = new List<string>();
        foreach (ShelvedAssembly library in _libraries)
        {
            var uses = new NameUses(library);
            missing.AddRange(
                new ReferenceCheck(_shelf).Missing(library)
                    .Where(pair => uses.Of(pair.Key) is not { Count: 1 } users || users.Single() != ForNetOnly)
                    .Select(pair => $"{library.Name} ({string.Join(", ", uses.Of(pair.Key))}): {pair.Value}"));
        }

        Assert.True(missing.Count == 0, string.Join(Environment.NewLine, missing));
    }

    [Fact]
    public void The_check_sees_what_only_NET_has_and_finds_it_in_the_one_type_for_it()
    {
        ShelvedAssembly face = _libraries.Single(library => library.Name == "TaskApi");
        string[] missing = [.. new ReferenceCheck(_shelf).Missing(face).Values];

        Assert.Contains(missing, name => name.StartsWith("System.Runtime.Loader.AssemblyLoadContext, ", StringComparison.Ordinal));
        TypeDefinition forNetOnly = face.Reader.GetTypeDefinition(face.Types[ForNetOnly]);
        IEnumerable<MethodDefinition> methods = forNetOnly.GetMethods().Select(face.Reader.GetMethodDefinition);
        Assert.All(
            methods.Where(method => (method.Attributes & MethodAttributes.Public) == MethodAttributes.Public),
            method => Assert.True(method.ImplAttributes.HasFlag(MethodImplAttributes.NoInlining), "It may be compiled into its caller."));
    }

    [Theory]
    [InlineData("netstandard", "System", "String", "Contains", "System.Char", "System.String.Contains: System.Boolean `0(System.Char)")]
    [InlineData("netstandard", "System", "String", "Contains", "System.String", null)]
    [InlineData("netstandard", "System.Net.Http", "SocketsHttpHandler", "Contains", "System.Char",
        "System.Net.Http.SocketsHttpHandler, which it looks for in netstandard 2.0.0.0")]
    [InlineData("System.Management.Automation", "System.Management.Automation", "PSStyle", "Contains", "System.Char",
        "System.Management.Automation.PSStyle, which it looks for in System.Management.Automation 2.0.0.0")]
    public void What_is_missing_is_told_by_its_name(string library, string space, string type, string method, string parameter, string? told)
    {
        using var naming = new ShelvedAssembly(new MemoryStream(LibraryThatNames(library, space, type, method, parameter)));

        Assert.Equal(told is null ? [] : [told], new ReferenceCheck(_shelf).Missing(naming).Values);
    }

    [Theory]
    [InlineData(Architecture.X64, Machine.Amd64)]
    [InlineData(Architecture.X86, Machine.I386)]
    [InlineData(Architecture.Arm64, Machine.Arm64)]
    public void The_databases_native_library_is_where_NET_Framework_looks_for_it_and_made_for_the_machine(Architecture process, Machine machine)
    {
        using var host = new ModuleHost();
        Assembly face = ((System.Management.Automation.CmdletInfo)host.Run("Get-Command New-GenTask").Single.BaseObject).ImplementingType.Assembly;
        string path = (string)face.GetType("TaskApi.Loading.NativeLibraries", throwOnError: true)!
            .GetMethod("FileOnFramework")!.Invoke(null, ["e_sqlite3", Path.Combine(Module, "deps", "native"), process])!;

        using var image = new PEReader(File.OpenRead(path));
        Assert.Equal(machine, image.PEHeaders.CoffHeader.Machine);
    }

    private static string Told(string name) => typeof(FrameworkTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(told => told.Key == name).Value!;

    /// <summary>A library that names one method, bool NAME(PARAMETER), of one type.</summary>
    private static byte[] LibraryThatNames(string library, string space, string type, string method, string parameter)
    {
        var metadata = new MetadataBuilder();
        _ = metadata.AddModule(0, metadata.GetOrAddString("x.dll"), metadata.GetOrAddGuid(Guid.NewGuid()), default, default);
        _ = metadata.AddAssembly(metadata.GetOrAddString("x"), new Version(1, 0), default, default, 0, AssemblyHashAlgorithm.None);
        _ = metadata.AddTypeDefinition(
            default, default, metadata.GetOrAddString("<Module>"), default, MetadataTokens.FieldDefinitionHandle(1), MetadataTokens.MethodDefinitionHandle(1));
        AssemblyReferenceHandle from = metadata.AddAssemblyReference(metadata.GetOrAddString(library), new Version(2, 0, 0, 0), default, default, 0, default);
        TypeReferenceHandle of = metadata.AddTypeReference(from, metadata.GetOrAddString(space), metadata.GetOrAddString(type));
        var signature = new BlobBuilder();
        new BlobEncoder(signature).MethodSignature(isInstanceMethod: true).Parameters(
            1,
            returned => returned.Type().Boolean(),
            parameters =>
            {
                SignatureTypeEncoder to = parameters.AddParameter().Type();
                if (parameter == "System.Char")
                {
                    to.Char();
                }
                else
                {
                    to.String();
                }
            });
        _ = metadata.AddMemberReference(of, metadata.GetOrAddString(method), metadata.GetOrAddBlob(signature));
        var image = new BlobBuilder();
        _ = new ManagedPEBuilder(new PEHeaderBuilder(), new MetadataRootBuilder(metadata), new BlobBuilder()).Serialize(image);
        return image.ToArray();
    }
}
