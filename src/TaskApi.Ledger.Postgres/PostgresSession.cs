using System.Data.Common;
using System.Text;
using TaskApi.Ledger.Sql;

namespace TaskApi.Ledger.Postgres;

/// <summary>Runs statements on a connection to the server.</summary>
internal sealed class PostgresSession(DbConnection connection) : SqlSession(connection)
{
    /// <summary>
    /// Text as the server takes it: it has no zero character, and no halves of a pair. A task must never be lost because its error message
    /// has one.
    /// </summary>
    protected override object ToParameter(object? value) => value is string text ? Clean(text) : base.ToParameter(value);

    private static string Clean(string text)
    {
        int bad = NextBad(text, 0);
        if (bad < 0)
        {
            return text;
        }

        var clean = new StringBuilder(text);
        for (; bad >= 0; bad = NextBad(text, bad + 1))
        {
            clean[bad] = '\uFFFD';
        }

        return clean.ToString();
    }

    private static int NextBad(string text, int from)
    {
        for (int i = from; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                i++;
            }
            else if (text[i] == '\0' || char.IsSurrogate(text[i]))
            {
                return i;
            }
        }

        return -1;
    }
}
