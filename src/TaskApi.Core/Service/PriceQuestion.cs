using System.Threading;
using System.Threading.Tasks;

namespace TaskApi;

/// <summary>The question what a request would cost: a dry run of it, which creates nothing and is charged for nothing.</summary>
internal static class PriceQuestion
{
    /// <summary>Asks.</summary>
    /// <param name="client">Who asks.</param>
    /// <param name="uploads">Knows the addresses of local files that were uploaded before; others get made-up ones.</param>
    /// <param name="request">A checked request.</param>
    /// <param name="stop">Ends it.</param>
    /// <exception cref="GenServiceException">The service refused the request, or its answer holds no price.</exception>
    public static async Task<GenPrice> AskAsync(ServiceClient client, UploadBook uploads, GenRequest request, CancellationToken stop)
    {
        (GenRequest asked, int madeUp) = await uploads.PretendAsync(request, stop).ConfigureAwait(false);
        byte[] body = RequestBody.Of(asked, request.CallbackUrl, isDryRun: true);
        WireAnswer answer;
        try
        {
            answer = await client.PostTaskAsync(body, isPaid: false, stop, stop).ConfigureAwait(false);
        }
        catch (GenServiceException refusal) when (madeUp > 0 && refusal.Code == GenErrorCode.RequestRefused)
        {
            throw refusal.Saying(
                $"{refusal.Message} Asking for a price uploads nothing: made-up addresses stood in the places of its local files. " +
                "Where the service will not have that, upload them first, with Send-GenFile.");
        }

        decimal? cost = answer.Data is { } data ? WireText.GetMoney(data, "cost") : null;
        return new GenPrice
        {
            Model = request.Model!,
            Request = request,
            IsQuoted = true,
            Cost = cost ?? throw new GenServiceException(GenErrorCode.BadAnswer, "The service's answer to the dry run holds no price. Nothing was charged."),
        };
    }
}
