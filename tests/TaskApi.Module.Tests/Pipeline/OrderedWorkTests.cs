using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Reflection;
using System.Threading;
using System.Threading.Tasks;
using TaskApi.Module.Tests.Support;
using Xunit;

namespace TaskApi.Module.Tests.Pipeline;

/// <summary>The queue of background work behind the commands, looked at by itself: over a network, nobody can say what happens before what.</summary>
public sealed class OrderedWorkTests : IDisposable
{
    private static readonly Type Work = FindWork();

    private readonly CancellationTokenSource _stop = new();
    private readonly Dictionary<int, TaskCompletionSource<int>> _begun = [];
    private readonly List<string> _told = [];
    private Action _lookUp = () => { };

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void As_much_is_under_way_as_may_be_and_never_more(int most)
    {
        object work = Make(most);
        var underWay = new List<int>();
        for (int number = 0; number < 8; number++)
        {
            // Only a piece of work that must wait for room finds that an earlier one ends.
            bool isWaiting = true;
            _lookUp = () =>
            {
                if (isWaiting)
                {
                    _begun.Values.First(source => !source.Task.IsCompleted).SetResult(0);
                }
            };
            Begin(work, number, () =>
            {
                isWaiting = false;
                underWay.Add(1 + _begun.Values.Count(source => !source.Task.IsCompleted));
            });
        }

        Assert.Equal(Enumerable.Range(1, 8).Select(number => Math.Min(number, most)), underWay);
    }

    [Fact]
    public void Results_and_failures_come_out_in_the_order_of_their_beginning_whichever_is_ready_first()
    {
        object work = Make(4);
        Begin(work, 1);
        Begin(work, 2);
        Begin(work, 3);
        _begun[3].SetResult(30);
        _begun[2].SetException(Failure("no"));
        Begin(work, 4);
        Assert.Empty(_told);

        _begun[1].SetResult(10);
        Begin(work, 5);
        Assert.Equal(["1 brought 10", "2 failed: no", "3 brought 30"], _told);

        _begun[5].SetResult(50);
        _lookUp = () => _begun[4].TrySetResult(40);
        Call(work, "Finish");
        Assert.Equal(["4 brought 40", "5 brought 50"], _told[3..]);
    }

    [Fact]
    public void A_stop_ends_the_waiting_for_results()
    {
        object work = Make(2);
        Begin(work, 1);
        _lookUp = _stop.Cancel;
        Assert.IsType<PipelineStoppedException>(Assert.Throws<TargetInvocationException>(() => Call(work, "Finish")).InnerException);
    }

    [Fact]
    public async Task A_join_waits_for_all_that_is_under_way_and_tells_nobody()
    {
        object work = Make(3);
        Begin(work, 1);
        Begin(work, 2);
        _begun[1].SetException(Failure("no"));
        Task joining = Task.Run(() => Call(work, "Join", CancellationToken.None), TestContext.Current.CancellationToken);
        Assert.NotSame(joining, await Task.WhenAny(joining, Task.Delay(20, TestContext.Current.CancellationToken)));
        _begun[2].SetCanceled(TestContext.Current.CancellationToken);
        await joining.WaitAsync(Background.Patience, TestContext.Current.CancellationToken);
        Assert.Empty(_told);
    }

    public void Dispose() => _stop.Dispose();

    private static Type FindWork()
    {
        using var host = new ModuleHost();
        var command = (CmdletInfo)host.Run("Get-Command New-GenTask").Single.BaseObject;
        return command.ImplementingType.Assembly.GetType("TaskApi.Pipeline.OrderedWork`2", throwOnError: true)!.MakeGenericType(typeof(int), typeof(int));
    }

    private static void Call(object work, string method, params object[] arguments) => Work.GetMethod(method)!.Invoke(work, arguments);

    private static Exception Failure(string message)
    {
        Type type = Work.GetProperty("Failed")!.PropertyType.GetGenericArguments()[1];
        object code = Enum.Parse(type.GetProperty("Code")!.PropertyType, "RequestRefused");
        return (Exception)Activator.CreateInstance(type, code, message, null)!;
    }

    private object Make(int most)
    {
        object work = Activator.CreateInstance(Work, most, _stop.Token)!;
        Set("Succeeded", nameof(Succeed));
        Set("Failed", nameof(Fail));
        Set("LookUp", nameof(LookUp));
        return work;

        void Set(string property, string method)
        {
            PropertyInfo handler = Work.GetProperty(property)!;
            handler.SetValue(work,
                Delegate.CreateDelegate(handler.PropertyType, this, GetType().GetMethod(method, BindingFlags.Instance | BindingFlags.NonPublic)!));
        }
    }

    private void Begin(object work, int number, Action? beginning = null)
    {
        Func<Task<int>> piece = () =>
        {
            beginning?.Invoke();
            _begun[number] = new TaskCompletionSource<int>();
            return _begun[number].Task;
        };
        Call(work, "Begin", number, piece);
    }

    private void Succeed(int number, int result) => _told.Add(FormattableString.Invariant($"{number} brought {result}"));

    private void Fail(int number, Exception failure) => _told.Add(FormattableString.Invariant($"{number} failed: {failure.Message}"));

    private void LookUp() => _lookUp();
}
