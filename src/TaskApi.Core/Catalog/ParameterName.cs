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

    /// <summary>The name as the service would spell it: <c>AspectRatio</c>, <c>aspect-ratio</c> and <c>Aspect Ratio</c> become <c>aspect_ratio</c>.</summary>
    public static string ToSnakeCase(string name)
    {
        var snake = new StringBuilder(name.Length + 4);
        char before = '_';
        foreach (char letter in name)
        {
            bool startsWord = IsSeparator(letter) || (char.IsUpper(letter) && !char.IsUpper(before));
            if (startsWord && before != '_')
            {
                snake.Append('_');
                before = '_';
            }

            if (!IsSeparator(letter))
            {
                snake.Append(char.ToLowerInvariant(letter));
                before = letter;
            }
        }

        return snake.ToString();
    }

    /// <summary>True for a name of the form that the service uses: small letters, digits and underscores, a letter first.</summary>
    public static bool IsSnakeCase(string name)
    {
        foreach (char letter in name)
        {
            if (letter is not ((>= 'a' and <= 'z') or (>= '0' and <= '9') or '_'))
            {
                return false;
            }
        }

        return name.Length > 0 && name[0] is >= 'a' and <= 'z';
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
