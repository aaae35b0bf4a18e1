namespace System.Runtime.CompilerServices;

/// <summary>What the compiler asks for to cut a range out of an array, and, because it now asks here, what the framework has.</summary>
internal static class RuntimeHelpers
{
    private static readonly Type Framework = typeof(object).Assembly.GetType("System.Runtime.CompilerServices.RuntimeHelpers");

    private static readonly Action<Array, RuntimeFieldHandle> Initialize =
        (Action<Array, RuntimeFieldHandle>)Delegate.CreateDelegate(typeof(Action<Array, RuntimeFieldHandle>), Framework.GetMethod(nameof(InitializeArray)));

    private static readonly Action<RuntimeTypeHandle> Construct =
        (Action<RuntimeTypeHandle>)Delegate.CreateDelegate(typeof(Action<RuntimeTypeHandle>), Framework.GetMethod(nameof(RunClassConstructor)));

    public static T[] GetSubArray<T>(T[] array, Range range)
    {
        (int offset, int length) = range.GetOffsetAndLength(array.Length);
        T[] part = new T[length];
        Array.Copy(array, offset, part, 0, length);
        return part;
    }

    public static void InitializeArray(Array array, RuntimeFieldHandle content) => Initialize(array, content);

    public static void RunClassConstructor(RuntimeTypeHandle type) => Construct(type);
}
