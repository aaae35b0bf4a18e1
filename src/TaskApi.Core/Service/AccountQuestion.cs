using System;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;

namespace TaskApi;

/// <summary>Asks the service for the account. Pages differ in the path and in the envelope; both are taken.</summary>
internal static class AccountQuestion
{
    // The first is documented; other clients use the second.
    private const string Path = "account";
    private const string OtherPath = "v1/account";

    private static readonly Regex MailAddress =
        new(@"[^\s""'<>\\:,;@]+(@|\\u0040|%40)[^\s""'<>\\,;@]+", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    /// <summary>The account as it is now.</summary>
    /// <param name="client">Speaks with the service.</param>
    /// <param name="clock">The session's clock.</param>
    /// <param name="stop">Ends the waiting.</param>
    /// <exception cref="GenServiceException">The service did not tell it.</exception>
    public static async Task<GenAccount> AskAsync(ServiceClient client, TimeProvider clock, CancellationToken stop)
    {
        try
        {
            return Read(await client.GetAsync(Path, isPaced: true, stop, WithoutAddresses).ConfigureAwait(false), WallTime.Now(clock));
        }
        catch (GenServiceException unknown) when (unknown.Code == GenErrorCode.NotFound)
        {
            return Read(await AskElsewhereAsync(client, stop).ConfigureAwait(false), WallTime.Now(clock));
        }
    }

    /// <summary>The account that an answer tells of.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="now">The time on the wall.</param>
    public static GenAccount Read(WireAnswer answer, DateTimeOffset now)
    {
        JsonElement? data = answer.Data;
        decimal? balance = WireText.GetMoney(data, "balance_usd");
        DateTimeOffset? restrictedUntil = WireText.GetTime(data, "restricted_until");
        return new GenAccount
        {
            Balance = balance ?? throw new GenServiceException(GenErrorCode.BadAnswer,
                "The service's answer about the account holds no balance.") { HttpStatus = answer.Status, Answer = answer.Beginning },
            UserId = WireText.Get(data, "user_id"),
            CreatedAt = WireText.GetTime(data, "created_at"),
            UpdatedAt = WireText.GetTime(data, "updated_at"),
            RestrictedUntil = restrictedUntil,
            IsRestricted = restrictedUntil > now,
        };
    }

    /// <summary>A text without e-mail addresses: the wire that -Debug shows, and what errors hold of it, may be shown to anybody.</summary>
    internal static string WithoutAddresses(string text) => MailAddress.Replace(text, "***");

    private static async Task<WireAnswer> AskElsewhereAsync(ServiceClient client, CancellationToken stop)
    {
        try
        {
            return await client.GetAsync(OtherPath, isPaced: true, stop, WithoutAddresses).ConfigureAwait(false);
        }
        catch (GenServiceException unknown) when (unknown.Code == GenErrorCode.NotFound)
        {
            throw new GenServiceException(GenErrorCode.BadAnswer, $"The service tells of no account, neither at /{Path} nor at /{OtherPath}: {unknown.Message}",
                unknown)
            {
                HttpStatus = unknown.HttpStatus,
                ServiceCode = unknown.ServiceCode,
                Answer = unknown.Answer,
            };
        }
    }
}
