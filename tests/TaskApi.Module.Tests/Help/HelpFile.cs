using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Xml.Linq;

namespace TaskApi.Module.Tests.Help;

/// <summary>The help file that is made from the pages, TaskApi.dll-Help.xml.</summary>
internal static class HelpFile
{
    private static readonly XNamespace Command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    private static readonly XNamespace Dev = "http://schemas.microsoft.com/maml/dev/2004/10";
    private static readonly XNamespace Maml = "http://schemas.microsoft.com/maml/2004/10";

    public static string FullName => Path.Combine(HelpPage.Folder, "TaskApi.dll-Help.xml");

    private static IReadOnlyDictionary<string, XElement> Commands { get; } =
        XDocument.Load(FullName).Root!.Elements(Command + "command").ToDictionary(
            command => command.Element(Command + "details")!.Element(Command + "name")!.Value);

    public static IEnumerable<string> Names => Commands.Keys;

    public static string SynopsisOf(string name) => Text(Commands[name].Element(Command + "details")!);

    public static string DescriptionOf(string name) => Text(Commands[name]);

    public static IReadOnlyDictionary<string, string> ParametersOf(string name) =>
        Commands[name].Element(Command + "parameters")!.Elements().ToDictionary(parameter => parameter.Element(Maml + "name")!.Value, Text);

    public static IReadOnlyList<(string Title, string Code)> ExamplesOf(string name) =>
        [.. Commands[name].Element(Command + "examples")!.Elements().Select(
            example => (example.Element(Maml + "title")!.Value, example.Element(Dev + "code")!.Value))];

    private static string Text(XElement owner) =>
        string.Join(' ', owner.Element(Maml + "description")!.Elements(Maml + "para").Select(paragraph => paragraph.Value));
}
