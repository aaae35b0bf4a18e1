using System.Text;

namespace TaskApi;

/// <summary>The three spellings of a parameter's name: snake_case on the wire, PascalCase at the prompt, kebab-case in some tables.</summary>
public static class ParameterName
{
    /// <summary><c>aspect_ratio</c> becomes <c>AspectRatio</c>.</summary>
    public static string ToPascalCase(string name)
    {
        var pascal = new StringBuilder(name.Length);
        bool upper = true;
        foreach (char letter in name)
        {
            if (letter is '_' or '-')
            {
                upper = true;
                continue;
            }

            pascal.Append(upper ? char.ToUpperInvariant(letter) : letter);
            upper = false;
        }

        return pascal.ToString();
    }

    /// <summary>
    /// The form under which all spellings of a name are equal: lower case, without separators. <c>aspect_ratio</c>, <c>AspectRatio</c>,
    /// <c>aspect-ratio</c> and <c>Aspect Ratio</c> share the key <c>aspectratio</c>.
    /// </summary>
    public static string ToKey(string name)
    {
        if (IsKey(name))
        {
            return name;
        }

        var key = new StringBuilder(name.Length);
        foreach (char letter in name)
        {
            if (!IsSeparator(letter))
            {
                key.Append(char.ToLowerInvariant(letter));
            }
        }

        return key.ToString();
    }

    private static bool IsKey(string name)
    {
        foreach (char letter in name)
        {
            if (IsSeparator(letter) || char.ToLowerInvariant(letter) != letter)
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsSeparator(char letter) => letter is '_' or '-' or ' ';
}
