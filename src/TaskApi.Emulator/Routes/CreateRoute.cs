using System;
using System.Text.Json;

namespace TaskApi.Emulator;

/// <summary>POST /v1/tasks: judges, prices, charges, and creates the task.</summary>
internal sealed class CreateRoute(TimeProvider clock, ModelCatalog catalog, TaskBook tasks, Account account, CallbackSender callbacks, UploadRoute uploads)
{
    public EmulatorResponse Handle(EmulatorRequest request)
    {
        if (request.Body.Length > GenEmulator.LargestTaskBody)
        {
            return Answer.TooLarge(GenEmulator.LargestTaskBody);
        }

        using JsonDocument? document = JsonBody.TryParse(request.Body);
        return document is null || document.RootElement.ValueKind != JsonValueKind.Object
            ? Answer.Invalid(null, "The body must be a JSON object.")
            : Handle(request, document.RootElement);
    }

    private EmulatorResponse Handle(EmulatorRequest request, JsonElement root)
    {
        if (!root.TryGetProperty("model", out JsonElement id) || id.ValueKind != JsonValueKind.String || id.ValueEquals(""))
        {
            return Answer.Invalid("model", "'model' is required and must be a string.");
        }

        if (catalog.Find(id.GetString()) is not { } model)
        {
            return Answer.NotFound("model");
        }

        if (!root.TryGetProperty("input", out JsonElement input) || input.ValueKind != JsonValueKind.Object)
        {
            return Answer.Invalid("input", "'input' is required and must be an object.");
        }

        if (!TryReadCallback(root, out Uri? callbackUrl))
        {
            return Answer.Invalid("callback_url", "'callback_url' must be an absolute http or https URL.");
        }

        if (!TryReadFlag(root, "dry_run", out bool dryRun))
        {
            return Answer.Invalid("dry_run", "'dry_run' must be true or false.");
        }

        if ((RequestJudge.Judge(model, input) ?? uploads.JudgeAddresses(input)) is { } refusal)
        {
            return Answer.Invalid(refusal.Parameter, refusal.Message);
        }

        decimal cost = PriceList.PriceOf(model, input);
        return dryRun ? AnswerDryRun(model, cost) : Create(request, model, input, cost, callbackUrl);
    }

    private EmulatorResponse Create(EmulatorRequest request, GenModel model, JsonElement input, decimal cost, Uri? callbackUrl)
    {
        if (!account.TryCharge(cost, clock.GetTimestamp()))
        {
            return Answer.Error(402, "insufficient_balance", "The balance does not cover the cost of this task.");
        }

        EmulatedTask task = tasks.Create(model, input, cost, callbackUrl, request.Body.Span);
        if (task.Fails)
        {
            account.RefundAt(task.EndsAt, cost);
        }

        callbacks.Schedule(task);
        using Answer answer = Answer.Begin();
        answer.Json.WriteString("task_id", task.Id);
        answer.Json.WriteString("status", "pending");
        return answer.End();
    }

    private static EmulatorResponse AnswerDryRun(GenModel model, decimal cost)
    {
        using Answer answer = Answer.Begin();
        answer.Json.WriteNumber("cost", cost);
        answer.Json.WriteString("model", model.Id);
        answer.Json.WriteBoolean("dry_run", true);
        return answer.End();
    }

    private static bool TryReadCallback(JsonElement root, out Uri? url)
    {
        url = null;
        if (!root.TryGetProperty("callback_url", out JsonElement value))
        {
            return true;
        }

        url = value.ValueKind == JsonValueKind.String ? WebAddress.TryRead(value.GetString()!) : null;
        return url is not null;
    }

    private static bool TryReadFlag(JsonElement root, string name, out bool flag)
    {
        flag = root.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.True;
        return value.ValueKind is JsonValueKind.Undefined or JsonValueKind.True or JsonValueKind.False;
    }
}
