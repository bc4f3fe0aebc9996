using System;
using System.Collections.Generic;

namespace Lamps.Stock
{
    /// <summary>Counts what is in the house.</summary>
    [Serializable]
    public sealed class Store<T> : IStore<T> where T : class
    {
        private readonly Dictionary<string, int> counts = new();

        public int Total { get; private set; }

        public Store(IEnumerable<T> items)
        {
            foreach (var item in items) Add(item);
        }

        /// <summary>One more.</summary>
        public void Add(T item) => Total++;

        private static readonly string Braces = "{ not } a block {";

        public static Store<T> operator +(Store<T> a, Store<T> b)
        {
            return a;
        }
    }

    public record Shelf(string Name, int Width);

    public enum Size
    {
        Small,
        Large,
    }
}
