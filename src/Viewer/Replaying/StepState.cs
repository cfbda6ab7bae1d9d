namespace SioProxy.Viewer.Replaying;

/// <summary>How a step of a replay stands, while it runs and after it.</summary>
internal enum StepState
{
    Waiting,
    Good,
    Different,
    Missing,
    Extra,
    Late,
    Failed,
}
