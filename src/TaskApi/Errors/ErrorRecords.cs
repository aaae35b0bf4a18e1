using System.Management.Automation;

namespace TaskApi.Errors;

/// <summary>The one place where errors get their identifier, their category and the advice that goes with them.</summary>
internal static class ErrorRecords
{
    /// <summary>The error record for an error of Core.</summary>
    /// <param name="failure">What happened.</param>
    /// <param name="target">What it happened to: the request, the task, the file.</param>
    public static ErrorRecord From(GenServiceException failure, object? target)
    {
        (ErrorCategory category, string action) = Classify(failure.Code, isTask: (failure.Task ?? target) is GenTask);
        var record = new ErrorRecord(failure, failure.Code.ToString(), category, target ?? failure.Task)
        {
            ErrorDetails = new ErrorDetails(failure.Message) { RecommendedAction = action },
        };
        // Some views name the target: a text or a task whose words may come from the service or from a table.
        record.CategoryInfo.TargetName = VisibleText.Line(record.CategoryInfo.TargetName);
        return record;
    }

    /// <summary>The error of a request that was not sent because of its problems.</summary>
    public static GenServiceException Explain(GenRequestCheck check)
    {
        var problems = new System.Text.StringBuilder();
        foreach (GenProblem problem in check.Problems)
        {
            if (!problem.IsWarning)
            {
                problems.Append(problems.Length == 0 ? "" : "\n  ").Append(problem.Message);
            }
        }

        string model = check.Request.Model is { Length: > 0 } id ? $" for {id}" : "";
        return new GenServiceException(GenErrorCode.InvalidRequest, $"The request{model} was not sent and costs nothing: {problems}");
    }

    private static (ErrorCategory Category, string Action) Classify(GenErrorCode code, bool isTask) => code switch
    {
        GenErrorCode.NotConnected => (ErrorCategory.ConnectionError, "Run Connect-GenService -Local to try everything offline and free, or " +
            "Connect-GenService -ApiKey (Read-Host -AsSecureString) with a key; scripts can set the environment variable UNIFICALLY_API_KEY."),
        GenErrorCode.EndpointNotAllowed => (ErrorCategory.InvalidArgument, "Use an https:// address without user name, password, query and fragment."),
        GenErrorCode.InvalidRequest => (ErrorCategory.InvalidData, "Correct the request; (Get-GenModel <model>).Parameters shows what the model takes."),
        GenErrorCode.RequestRefused => (ErrorCategory.InvalidData, "Correct the request and send it again."),
        GenErrorCode.Unauthorized =>
            (ErrorCategory.AuthenticationError, "Connect again with a valid key: Connect-GenService -ApiKey (Read-Host -AsSecureString)."),
        GenErrorCode.InsufficientBalance => (ErrorCategory.LimitsExceeded,
            "Top up the account, then send what was not sent: the error's TargetObject | New-GenTask. Tasks that were accepted go on."),
        GenErrorCode.PriceTooHigh => (ErrorCategory.LimitsExceeded, "Send it with a higher -MaxCost, or ask for less; Get-GenPrice shows what requests cost."),
        GenErrorCode.BudgetReached => (ErrorCategory.LimitsExceeded, "Run it again with a higher -Budget, which a batch goes on with; or send the error's " +
            "TargetObject with New-GenTask. Tasks that were accepted go on."),
        GenErrorCode.NotFound when isTask => (ErrorCategory.ObjectNotFound, "Check the id and the session: a task is known to the account, or the emulator, " +
            "that made it, and for a limited time; Get-GenTask lists those of the session."),
        GenErrorCode.NotFound => (ErrorCategory.ObjectNotFound, "Check the name; Get-GenModel lists the models that are known."),
        GenErrorCode.RateLimited => (ErrorCategory.LimitsExceeded, "Find out what else uses the same key, and send again later."),
        GenErrorCode.ServiceFailed => (ErrorCategory.ResourceUnavailable, "Try again later."),
        GenErrorCode.Unreachable => (ErrorCategory.ConnectionError, "Check the network and the endpoint, then send again."),
        GenErrorCode.OutcomeUnknown => (ErrorCategory.ConnectionError,
            "Look at the account's balance or history, and at the exception's property Answer, before you send the request again: it may have been paid for."),
        GenErrorCode.BadAnswer => (ErrorCategory.ProtocolError, "Check the endpoint: is it the service itself, or a proxy's page?"),
        GenErrorCode.TaskFailed => (ErrorCategory.OperationStopped, "Read the reason; change the request, or send it as a new task."),
        GenErrorCode.WaitTimeout => (ErrorCategory.OperationTimeout, "Wait again with the task's id, or with a longer -Timeout."),
        GenErrorCode.TaskNotEnded => (ErrorCategory.ResourceBusy, "Put Wait-GenTask before Save-GenOutput."),
        GenErrorCode.DownloadFailed =>
            (ErrorCategory.ReadError, "Save results that tasks have already soon, in another folder if it is the folder: they are kept for a limited time."),
        GenErrorCode.FileExists => (ErrorCategory.ResourceExists,
            "Use -Force to replace it, or another folder or name; Save-GenOutput also has -SkipExisting, which takes it for the result."),
        GenErrorCode.FileNotReadable => (ErrorCategory.ReadError, "Check the path and the file's form."),
        GenErrorCode.FileNotWritable => (ErrorCategory.WriteError, "Name another file or folder, or make room; nothing half is left behind."),
        GenErrorCode.InvalidCatalog => (ErrorCategory.InvalidData,
            "Correct the model catalog; docs/catalog.schema.json describes its form, and editors that know JSON Schema check it while you type."),
        GenErrorCode.ListenFailed =>
            (ErrorCategory.ResourceBusy, "Use another port, or end the program that has this one; ports below 1024 are not for every user."),
        GenErrorCode.LedgerFailed => (ErrorCategory.WriteError,
            "Repair what the message names, or connect with another ledger: Connect-GenService -Ledger PATH, or None for no ledger."),
        _ => (ErrorCategory.InvalidArgument, "Check what was given."),
    };
}
