using Xunit.Sdk;
using Xunit.v3;

// Tests that drive a fake clock watch the thread pool for the moment when nothing is left to do; other tests would disturb it.
[assembly: Parallelization(Mode = ParallelMode.None)]
