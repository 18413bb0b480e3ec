package io.mailyard.search;

/** Messages by id, both ends inclusive. */
record IdRange(long first, long last) {
    /** Ids of messages leave room for the bits of an answer's id. */
    static final long MOST = (1L << 43) - 1;

    static final IdRange ALL = new IdRange(1, MOST);

    boolean isEmpty() {
        return first > last;
    }

    IdRange upTo(long end) {
        return new IdRange(first, Math.min(last, end));
    }

    IdRange from(long start) {
        return new IdRange(Math.max(first, start), last);
    }
}
