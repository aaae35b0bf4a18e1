using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using TaskApi.Ledger.Sqlite;
using TaskApi.Tests.Ledger.Support;
using Xunit;

namespace TaskApi.Tests.Ledger.Sqlite;

/// <summary>One bit of the file is not what was written: nothing that was accepted before is sent again.</summary>
public sealed class FlippedBitTests : IDisposable
{
    private const int Rows = 15;
    private const int PageSize = 4096;
    private const int BitsOfAByte = 8;

    // Places all over each page, and each byte of the first, the header.
    private const int Step = 37;
    private const int Header = 100;

    private readonly LedgerFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Wherever_a_bit_is_flipped_what_was_accepted_is_known_or_the_file_is_refused()
    {
        await FillAsync();
        byte[] whole = await File.ReadAllBytesAsync(_folder.File, TestContext.Current.CancellationToken);
        var random = new Random(1);
        var lies = new List<string>();
        int refused = 0;
        int[] places = [.. Enumerable.Range(0, Header), .. Enumerable.Range(0, (whole.Length - Header) / Step).Select(place => Header + (place * Step))];
        foreach (int place in places)
        {
            byte[] flipped = [.. whole];
            flipped[place] ^= (byte)(1 << random.Next(BitsOfAByte));
            string path = Path.Combine(Path.GetDirectoryName(_folder.File)!, "flipped.db");
            Array.ForEach((string[])["", "-wal", "-shm"], suffix => File.Delete(path + suffix));
            await File.WriteAllBytesAsync(path, flipped, TestContext.Current.CancellationToken);
            int sent = await RunAgainAsync(path);
            refused += sent < 0 ? 1 : 0;
            if (sent > 0)
            {
                lies.Add(string.Create(CultureInfo.InvariantCulture,
                    $"{sent} requests sent again after byte {place} (page {(place / PageSize) + 1}, {place % PageSize})"));
            }
        }

        TestContext.Current.TestOutputHelper!.WriteLine($"{places.Length} places, {refused} refused, {lies.Count} lies");
        Assert.Empty(lies);
    }

    /// <returns>How many requests are sent that were accepted before; -1 when the ledger says that it cannot be used.</returns>
    private static async Task<int> RunAgainAsync(string path)
    {
        int sent = 0;
        try
        {
            using var book = new LedgerBook(() => SqliteLedger.Open(path), "account", new Uri("https://api.example.org/"));
            using var pass = new BatchPass(book, "nightly", new BatchOptions());
            for (int row = 0; row < Rows; row++)
            {
                BatchRow known = await pass.LookUpAsync(Request(row));
                if (known.ToSend is { } draft)
                {
                    var record = new SubmissionRecord(book, draft, null);
                    await record.LeavesAsync();
                    sent++;
                    await record.AcceptedAsync(Made(1000 + row));
                }
            }
        }
        catch (GenServiceException failure)
        {
            Assert.Equal(GenErrorCode.LedgerFailed, failure.Code);
            return sent > 0 ? sent : -1;
        }
        catch (RequestTakenException)
        {
            // Nothing is sent.
        }

        return sent;
    }

    private async Task FillAsync()
    {
        using var book = new LedgerBook(() => SqliteLedger.Open(_folder.File), "account", new Uri("https://api.example.org/"));
        foreach (string batch in (string[])["before", "nightly", "other"])
        {
            using var pass = new BatchPass(book, batch, new BatchOptions());
            for (int row = 0; row < Rows; row++)
            {
                var record = new SubmissionRecord(book, (await pass.LookUpAsync(Request(row))).ToSend!, null);
                await record.LeavesAsync();
                await record.AcceptedAsync(Made(row));
            }
        }
    }

    private static GenRequest Request(int row) => new()
    {
        Model = "kuaishou/kling-2.6",
        Input = { ["prompt"] = string.Create(CultureInfo.InvariantCulture, $"row {row}") },
        Key = row % 2 == 0 ? string.Create(CultureInfo.InvariantCulture, $"key-{row}") : null,
    };

    private static GenTask Made(int number) => new() { Id = string.Create(CultureInfo.InvariantCulture, $"abc123def{number}"), Model = "kuaishou/kling-2.6",
        Kind = GenKind.Video, Status = GenTaskStatus.Pending };
}
