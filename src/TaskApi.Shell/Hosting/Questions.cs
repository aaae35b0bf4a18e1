using System;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;

namespace TaskApi.Shell.Hosting;

/// <summary>Questions that the engine asks: a confirmation, or values for mandatory parameters. Where nobody can answer, an error says so at once.</summary>
internal sealed class Questions(ShellUserInterface ui)
{
    public int AskChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice)
    {
        string[] labels = [.. choices.Select(choice => choice.Label.Replace("&", string.Empty, StringComparison.Ordinal))];
        string[] keys = [.. choices.Select(choice => HotKey(choice.Label))];
        DemandSomebody($"{Joined(caption, message)} (Pass -Confirm:$false to go on without being asked.)");

        Say(caption);
        Say(message);
        while (true)
        {
            for (int i = 0; i < labels.Length; i++)
            {
                ui.Write($"[{keys[i]}] {labels[i]}  ");
            }

            ui.Write(defaultChoice >= 0 ? $"[?] Help (default is \"{keys[defaultChoice]}\"): " : "[?] Help: ");
            string answer = ui.ReadLine().Trim();
            if (answer.Length == 0 && defaultChoice >= 0)
            {
                return defaultChoice;
            }

            int chosen = Array.FindIndex(labels, label => label.Equals(answer, StringComparison.OrdinalIgnoreCase));
            chosen = chosen >= 0 ? chosen : Array.FindIndex(keys, key => key.Equals(answer, StringComparison.OrdinalIgnoreCase));
            if (chosen >= 0)
            {
                return chosen;
            }

            if (answer == "?")
            {
                for (int i = 0; i < labels.Length; i++)
                {
                    ui.WriteLine($"{keys[i]} - {choices[i].HelpMessage}");
                }
            }
        }
    }

    public Dictionary<string, PSObject> AskFields(string caption, string message, Collection<FieldDescription> fields)
    {
        DemandSomebody($"What are the values of {string.Join(", ", fields.Select(field => field.Name))}?");
        Say(caption);
        Say(message);
        return fields.ToDictionary(field => field.Name, field => PSObject.AsPSObject(AskField(field)));
    }

    private static string Joined(params string[] parts) => string.Join(' ', parts.Where(part => !string.IsNullOrWhiteSpace(part)).Select(part => part.Trim()));

    private static string HotKey(string label)
    {
        int mark = label.IndexOf('&', StringComparison.Ordinal);
        return mark >= 0 && mark + 1 < label.Length ? label.Substring(mark + 1, 1).ToUpperInvariant() : label;
    }

    private static void DemandSomebody(string question)
    {
        // The engine turns a HostException into its own error about the parameter or the confirmation; anything else would end the pipeline.
        if (Console.IsInputRedirected)
        {
            throw new HostException($"Standard input is not a terminal, so nobody can be asked: {question}");
        }
    }

    private object? AskField(FieldDescription field)
    {
        Type type = Type.GetType(field.ParameterAssemblyFullName) ?? typeof(string);
        if (type == typeof(SecureString))
        {
            ui.Write($"{field.Name}: ");
            return ui.ReadLineAsSecureString();
        }

        if (!type.IsArray)
        {
            ui.Write($"{field.Name}: ");
            return ui.ReadLine();
        }

        // An empty line ends a list.
        var values = new List<string>();
        while (true)
        {
            ui.Write($"{field.Name}[{values.Count}]: ");
            string value = ui.ReadLine();
            if (value.Length == 0)
            {
                return values.ToArray();
            }

            values.Add(value);
        }
    }

    private void Say(string text)
    {
        if (!string.IsNullOrWhiteSpace(text))
        {
            ui.WriteLine(text);
        }
    }
}
