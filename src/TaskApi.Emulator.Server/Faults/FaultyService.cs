using System;
using System.Net.Sockets;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace TaskApi.Emulator.Server;

/// <summary>The service as its callers see it through a bad network and on bad days: an emulator, and what goes wrong with it.</summary>
internal sealed class FaultyService(GenEmulator emulator, FaultPlan plan)
{
    // So many bytes more than there are.
    private const int TooMany = 7;

    /// <summary>Answers a request, or lets it fail as the plan says.</summary>
    public async Task AnswerAsync(HttpContext context, EmulatorRequest request)
    {
        RequestFault fault = plan.Decide(request.Method, request.Path);
        EmulatorResponse? instead = fault.Rule is null ? null : FaultAnswers.Before(fault.Rule);
        EmulatorResponse answer = emulator.Handle(FaultAnswers.Asked(fault.Rule, request), instead);
        if (fault.Rule?.Kind == FaultKind.Expired)
        {
            plan.Addresses.Expire(request.Path);
        }

        answer = plan.Addresses.Adapt(request, context.Request.QueryString.Value, answer);
        if (fault.Latency > TimeSpan.Zero)
        {
            await Task.Delay(fault.Latency, context.RequestAborted);
        }

        switch (fault.Rule?.Kind)
        {
            case FaultKind.ResetBefore or FaultKind.ResetAfter:
                context.Abort();
                break;
            case FaultKind.CloseBefore or FaultKind.CloseAfter:
                await CloseAsync(context);
                break;
            case FaultKind.StallBefore or FaultKind.StallAfter:
                await Task.Delay(System.Threading.Timeout.InfiniteTimeSpan, context.RequestAborted);
                break;
            case FaultKind.HalfAnswer:
                await WriteHalfAsync(context, answer);
                break;
            case FaultKind.WrongLength:
                HttpAnswer.WriteHead(context, answer, TooMany);
                await context.Response.Body.WriteAsync(answer.Body, context.RequestAborted);
                break;
            case FaultKind.Slow:
                await WriteSlowlyAsync(context, answer, TimeSpan.FromMilliseconds(fault.Rule.Number));
                break;
            default:
                await HttpAnswer.WriteAsync(context, fault.Rule is null ? answer : FaultAnswers.After(fault.Rule, request, answer) ?? answer);
                break;
        }
    }

    // Kestrel itself can only break a connection. The caller hangs up when it sees the end, which ends the request here.
    private static async Task CloseAsync(HttpContext context)
    {
        context.Features.GetRequiredFeature<IConnectionSocketFeature>().Socket.Shutdown(SocketShutdown.Send);
        await Task.Delay(System.Threading.Timeout.InfiniteTimeSpan, context.RequestAborted);
    }

    private static async Task WriteSlowlyAsync(HttpContext context, EmulatorResponse answer, TimeSpan pause)
    {
        const int Pieces = 8;
        HttpAnswer.WriteHead(context, answer);
        int size = (answer.Body.Length / Pieces) + 1;
        for (int at = 0; at < answer.Body.Length; at += size)
        {
            await Task.Delay(pause, context.RequestAborted);
            await context.Response.Body.WriteAsync(answer.Body.Slice(at, Math.Min(size, answer.Body.Length - at)), context.RequestAborted);
        }
    }

    // Kestrel closes the connection when less comes than was announced. Aborting could overtake the half that is still to be sent.
    private static async Task WriteHalfAsync(HttpContext context, EmulatorResponse answer)
    {
        HttpAnswer.WriteHead(context, answer);
        await context.Response.Body.WriteAsync(answer.Body[..(answer.Body.Length / 2)], context.RequestAborted);
    }
}
