namespace SioProxy.Filtering;

/// <summary>How a value is compared.</summary>
public enum Comparison
{
    /// <summary><c>=</c> or <c>:</c>.</summary>
    Equal,

    /// <summary><c>!=</c>: there is a value, and it is another one.</summary>
    NotEqual,

    /// <summary><c>&gt;</c>.</summary>
    Greater,

    /// <summary><c>&gt;=</c>.</summary>
    GreaterOrEqual,

    /// <summary><c>&lt;</c>.</summary>
    Less,

    /// <summary><c>&lt;=</c>.</summary>
    LessOrEqual,
}
