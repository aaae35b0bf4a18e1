using System;
using System.Linq;

namespace TaskApi.Tests.Waiting.Simulation;

/// <summary>Ten slots that are free again a second and a margin after the response, in virtual time.</summary>
internal sealed class SlotModel
{
    private const double Rest = 1.005;

    private readonly double[] _freeAt = new double[10];

    /// <summary>True when a slot is free.</summary>
    public bool IsAnyFree(double now) => Array.Exists(_freeAt, freeAt => freeAt <= now);

    /// <summary>Takes a slot when that many more are free.</summary>
    public bool Take(double now, int spare)
    {
        if (_freeAt.Count(freeAt => freeAt <= now) <= spare)
        {
            return false;
        }

        _freeAt[Array.FindIndex(_freeAt, freeAt => freeAt <= now)] = double.PositiveInfinity;
        return true;
    }

    /// <summary>A response has come.</summary>
    public void Release(double now) => _freeAt[Array.FindIndex(_freeAt, double.IsPositiveInfinity)] = now + Rest;

    /// <summary>When the next slot becomes free; now, when one is.</summary>
    public double NextFree(double now) => Math.Max(now, _freeAt.Min());

    /// <summary>When one more slot becomes free; never, when none rests.</summary>
    public double NextChange(double now) => _freeAt.Where(freeAt => freeAt > now).DefaultIfEmpty(double.PositiveInfinity).Min();
}
