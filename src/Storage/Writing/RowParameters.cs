using SioProxy.Storage.Sqlite;

namespace SioProxy.Storage.Writing;

/// <summary>
/// What is bound to a statement's parameters, numbered from 1. A statement keeps what is bound, and most of a row's columns are
/// those of the row that was bound there before: only what differs is bound again.
/// </summary>
internal sealed class RowParameters(int count)
{
    private const byte Unknown = 0;
    private const byte Null = 1;
    private const byte Number = 2;

    private readonly byte[] _kinds = new byte[count + 1];
    private readonly long[] _values = new long[count + 1];

    /// <summary>Binds what another statement's parameters behind <paramref name="before"/> are, from 1 on.</summary>
    public void Copy(Statement to, RowParameters from, int before)
    {
        for (int index = 1; index <= count; index++)
        {
            if (from._kinds[before + index] == Number)
            {
                Bind(to, index, from._values[before + index]);
            }
            else
            {
                BindNull(to, index);
            }
        }
    }

    public void Bind(Statement to, int index, long value)
    {
        if (_kinds[index] != Number || _values[index] != value)
        {
            _kinds[index] = Unknown; // should binding fail
            to.Bind(index, value);
            _kinds[index] = Number;
            _values[index] = value;
        }
    }

    public void Bind(Statement to, int index, long? value)
    {
        if (value is { } number)
        {
            Bind(to, index, number);
        }
        else
        {
            BindNull(to, index);
        }
    }

    /// <summary>A number; null when it is negative.</summary>
    public void BindNumber(Statement to, int index, int value)
    {
        if (value < 0)
        {
            BindNull(to, index);
        }
        else
        {
            Bind(to, index, (long)value);
        }
    }

    private void BindNull(Statement to, int index)
    {
        if (_kinds[index] != Null)
        {
            _kinds[index] = Unknown;
            to.BindNull(index);
            _kinds[index] = Null;
        }
    }
}
