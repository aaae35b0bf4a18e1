using System;

namespace TaskApi.Emulator;

/// <summary>GET /account and /v1/account: the balance.</summary>
internal sealed class AccountRoute(TimeProvider clock, Account account)
{
    private const int UserId = 12345;

    private readonly long _createdAt = WallTime.Now(clock).ToUnixTimeSeconds();

    public EmulatorResponse Handle()
    {
        using Answer answer = Answer.Begin();
        answer.Json.WriteNumber("user_id", UserId);
        answer.Json.WriteNumber("balance_usd", account.FiguresAt(clock.GetTimestamp()).Balance);
        answer.Json.WriteString("email", "user@emulator.invalid");
        answer.Json.WriteNumber("created_at", _createdAt);
        answer.Json.WriteNumber("updated_at", WallTime.Now(clock).ToUnixTimeSeconds());
        return answer.End();
    }
}
