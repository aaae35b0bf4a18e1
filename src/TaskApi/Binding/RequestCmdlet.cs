using System;
using System.Collections;
using System.Collections.Generic;
using System.Management.Automation;
using TaskApi.Completion;
using TaskApi.Errors;
using TaskApi.Pipeline;
using TaskApi.Session;

namespace TaskApi.Binding;

/// <summary>
/// What the cmdlets that take requests share: a model, its parameters at the prompt, rows from the pipeline, and the one path on which
/// all of them become checked requests.
/// </summary>
public abstract class RequestCmdlet : GenCmdlet, IDynamicParameters
{
    private readonly HashSet<string> _warnings = new(StringComparer.OrdinalIgnoreCase);
    private RuntimeDefinedParameterDictionary? _modelParameters;
    private RequestChecker? _checker;
    private RequestInput? _reader;
    private LinePaths? _paths;
    private LineInput? _line;

    /// <summary>
    /// <para type="description">The model, as provider/name, or the name alone where only one provider has it. Rows that name a model of their own need none
    /// here; a model given here wins over theirs.</para>
    /// </summary>
    [Parameter(Position = 0, HelpMessage = "The model, as provider/name. Tab completes it.")]
    [ArgumentCompleter(typeof(ModelCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Model { get; set; }

    /// <summary>
    /// <para type="description">Requests: rows of a table, hashtables, the output of Import-GenRequest, or prompts as text.</para>
    /// </summary>
    [Parameter(ValueFromPipeline = true, HelpMessage = "Rows, hashtables, requests or prompts, usually from the pipeline.")]
    [Alias("InputObject")]
    [ValidateNotNull]
    public PSObject[]? Request { get; set; }

    /// <summary>
    /// <para type="description">The model's input by parameter name, equal in power to the model's own parameters. It wins over a row.</para>
    /// </summary>
    [Parameter(HelpMessage = "The input as a hashtable, for example @{ prompt = 'a fox' }.")]
    [ValidateNotNull]
    public IDictionary? Input { get; set; }

    // The engine binds static parameters first and accepts their beginnings: a dynamic -Mode would be taken for -Model, and "pro" for the
    // model. A static -Mode matches exactly and wins; the checker tells the models that have no mode. It is not shown, because Tab would
    // offer it for every model: LineParameters offers it for those that have one.

    /// <summary>
    /// <para type="description">The mode of models that have one: std or pro.</para>
    /// </summary>
    [Parameter(DontShow = true, HelpMessage = "The mode of models that have one, for example std or pro.")]
    [ArgumentCompleter(typeof(ModelValueCompleter))]
    [TextOrScript]
    [ValidateNotNullOrEmpty]
    public object? Mode { get; set; }

    /// <summary>
    /// <para type="description">Sends names that the catalog does not know as they are, instead of refusing them.</para>
    /// </summary>
    [Parameter(HelpMessage = "Send unknown parameter names as they are.")]
    public SwitchParameter AllowUnknownParameter { get; set; }

    /// <summary>
    /// <para type="description">Sends a model that the catalog does not have as it is, however near a known one its name is.</para>
    /// </summary>
    [Parameter(HelpMessage = "Send a model that the catalog does not have, although its name is near a known one.")]
    public SwitchParameter AllowUnknownModel { get; set; }

    /// <summary>
    /// <para type="description">Columns that rows of a model without such a parameter go without. Wildcards are allowed.</para>
    /// </summary>
    [Parameter(HelpMessage = "Columns to leave out where the row's model has no such parameter; wildcards are allowed.")]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? IgnoreColumn { get; set; }

    /// <summary>
    /// <para type="description">Makes a column that no parameter matches an error; it is a warning otherwise.</para>
    /// </summary>
    [Parameter(HelpMessage = "Make a column that no parameter matches an error instead of a warning.")]
    public SwitchParameter StrictColumn { get; set; }

    /// <summary>
    /// <para type="description">The session to use; the runspace's own when left out.</para>
    /// </summary>
    [Parameter(HelpMessage = "The session from Connect-GenService; the last one connected when left out.")]
    [ValidateNotNull]
    public GenSession? Session { get; set; }

    /// <summary>The parameters of the model named with -Model. Pure and offline: the engine asks often, also on Tab.</summary>
    public object? GetDynamicParameters()
    {
        GenModel? model = RunspaceSession.CatalogForTyping(Session).Resolve(Model);
        _modelParameters = model is null ? new RuntimeDefinedParameterDictionary() : ModelParameters.For(model, LineParameters.IsBound(MyInvocation));
        return LineParameters.With(_modelParameters, model, MyInvocation);
    }

    /// <summary>The callback URL given on the command line; null for none.</summary>
    protected virtual string? GivenCallbackUrl => null;

    /// <summary>True where a request that passes is paid for.</summary>
    protected virtual bool IsSubmitted => false;

    /// <summary>Takes one checked request, valid or not.</summary>
    protected abstract void Accept(GenRequestCheck check);

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if (LineParameters.FindUnknown(MyInvocation) is { } unknown)
        {
            ThrowTerminatingError(ErrorRecords.From(new UnknownArguments(MyInvocation.MyCommand, FindCatalog()).Explain(unknown, Model), null));
        }

        if (Model is { } named && OwnAdvice.NoModel(named) is { } wrong)
        {
            ThrowTerminatingError(ErrorRecords.From(wrong, named));
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (Request is null)
        {
            if (!MyInvocation.ExpectingInput)
            {
                TakeLine();
            }

            return;
        }

        foreach (PSObject item in Request)
        {
            try
            {
                Take(item);
            }
            catch (GenServiceException failure)
            {
                Report(failure, item);
            }
        }

        WriteWaitingWarnings();
    }

    /// <summary>The request as people tell it from others: by file and line, or, where it was read from none, by its prompt.</summary>
    protected static string Shown(GenRequest request) =>
        request.Source is null && request.Prompt is { } prompt ? $"{request} {ValueText.Show(prompt)}" : request.ToString();

    /// <summary>Reports what the service said about a request, with the request's place.</summary>
    protected void ReportFor(GenRequest request, GenServiceException failure) =>
        Report(failure.Saying($"{Shown(request)}: {failure.Message}"), request);

    /// <summary>Tells the user what is wrong or doubtful about a request.</summary>
    /// <returns>The request in the form that is sent; null when it must not be.</returns>
    protected GenRequest? Tell(GenRequestCheck check)
    {
        foreach (GenProblem problem in check.Problems)
        {
            Warn(problem, check.Request);
        }

        if (check.Ready is null)
        {
            Report(ErrorRecords.Explain(check), check.Request);
        }

        return check.Ready;
    }

    /// <summary>Takes the line itself as the request, where nothing is piped.</summary>
    private void TakeLine()
    {
        try
        {
            if (Line.Script is { } name)
            {
                throw OwnAdvice.NothingPiped(name, MyInvocation.MyCommand.Name);
            }

            GenRequest request = Named(new GenRequest());
            Accept(Checker.Check(LineInput.Over(request, Line.For(null, request, FindCatalog(), Paths))));
        }
        catch (GenServiceException failure)
        {
            ThrowTerminatingError(ErrorRecords.From(failure, null));
        }
    }

    private void Take(PSObject item)
    {
        _reader ??= new RequestInput(Model, FindCatalog(), Line.TakesItem)
        {
            HasScripts = Line.Script is not null,
            Pending = IsSubmitted ? WarnOfPending : null,
        };
        ReadItem read = _reader.Read(item);
        GenRequest request = Named(read.Request);
        if (LineFor(item, request) is not { } line)
        {
            return;
        }

        if (read.IsText && LineInput.Has(line, "prompt"))
        {
            WarnOnce(nameof(ReadItem.IsText),
                "The text from the pipeline is not used, because a prompt is given on the command line, which wins. Every line of it makes one more "
                + "request that is the same. Leave the prompt out to use the text.");
        }

        Accept(Checker.Check(LineInput.Over(request, line)));
    }

    /// <summary>The line's input for an object of the pipeline.</summary>
    /// <returns>Null where a script block finds nothing in a task that failed, which a command before has told.</returns>
    /// <exception cref="GenServiceException">A script block fails, or does not result in a value; told with the request's place.</exception>
    private Dictionary<string, object?>? LineFor(PSObject item, GenRequest request)
    {
        try
        {
            return Line.For(item, request, FindCatalog(), Paths);
        }
        catch (GenServiceException failure) when (Line.Script is not null)
        {
            if (item.BaseObject is GenTask { Status: GenTaskStatus.Failed } task && FailedTask.IsTold(task))
            {
                WriteVerbose($"Nothing goes on from task {task.Id}, which failed: {failure.Message}");
                return null;
            }

            throw failure.Saying($"{Shown(request)}: {failure.Message}");
        }
    }

    /// <summary>The request with what the line says beside its input.</summary>
    private GenRequest Named(GenRequest request) => request with { Model = Model ?? request.Model, CallbackUrl = GivenCallbackUrl ?? request.CallbackUrl };

    private LineInput Line => _line ??= new LineInput(Input, Mode, _modelParameters);

    private RequestChecker Checker => _checker ??= new RequestChecker(FindCatalog(), CheckOptions());

    private void WarnOfPending(GenTask task) => WarnOnce(nameof(WarnOfPending),
        $"Task {task.Id} has not ended (it is {task.Status}) and is asked for again: that makes a second task, which is paid for as well. Wait-GenTask waits " +
        "for the first. Other such tasks of this pipeline are not told.");

    private void WarnOnce(string topic, string message)
    {
        if (_warnings.Add(topic))
        {
            WriteWarning(message);
        }
    }

    private RequestCheckOptions CheckOptions() => new()
    {
        AllowUnknownParameter = AllowUnknownParameter,
        AllowUnknownModel = AllowUnknownModel,
        StrictColumn = StrictColumn,
        IgnoreColumn = IgnoreColumn is null ? null : new ColumnNames(IgnoreColumn).Contain,
        IsSubmitted = IsSubmitted,
        Location = Paths.Location,
        Service = (Session ?? RunspaceSession.Current) is { IsLocal: false } session ? session.Endpoint : null,
    };

    private LinePaths Paths => _paths ??= new LinePaths(SessionState.Path);

    /// <summary>The models that requests are checked against. Without them no row can be judged, so a broken catalog ends the command.</summary>
    private ModelCatalog FindCatalog()
    {
        try
        {
            return Session?.Catalog ?? RunspaceSession.Catalog;
        }
        catch (GenServiceException failure)
        {
            ThrowTerminatingError(ErrorRecords.From(failure, null));
            throw;
        }
    }

    /// <summary>Tables have columns that are no parameters: one warning a column is news, a thousand are noise.</summary>
    private void Warn(GenProblem problem, GenRequest request)
    {
        // The place differs from row to row; what is said after it tells whether it is news.
        bool mayRepeat = problem.Code is GenProblemCode.UnknownColumn or GenProblemCode.UnknownParameter or GenProblemCode.UnknownModel;
        // Whoever asks for the price of a dry run gets what was asked for.
        if (problem.IsWarning && problem.Code != GenProblemCode.DryRun && (!mayRepeat || _warnings.Add(problem.Message.Substring($"{request.Source}".Length))))
        {
            WriteWarning(problem.Message);
        }
    }
}
