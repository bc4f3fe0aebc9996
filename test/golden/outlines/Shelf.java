package books;

import java.util.List;

/** Books in a row. */
@Deprecated
public final class Shelf<T extends Book> implements Iterable<T> {
    private final List<T> books = List.of();

    /** Adds one. */
    @Override
    public boolean add(final T book,
                       int place) throws FullException {
        if (books.isEmpty()) {
            return put(book);
        }
        return false;
    }

    Shelf() {}

    static <K> Map<K, List<K>> sorted(K key) { return null; }

    enum Kind { NARROW, WIDE }
}
