package io.mailyard.delivery;

/**
 * Number of a request for mail, by which the server tells the node's requests apart: one whose
 * answer was lost on the way, and one that was held up and arrives after a later one, perhaps at
 * another process of the server.
 *
 * @param number greater than that of every earlier request of the process; 0: the node numbers none
 * @param answered number of the newest request whose answer the node has
 */
public record LeaseNumber(long number, long answered) {
    /** Of a node of an early release. */
    public static final LeaseNumber NONE = new LeaseNumber(0, 0);

    /** Whether earlier requests had no answer: what they leased, the node does not know of. */
    public boolean hasUnanswered() {
        return number - answered > 1;
    }
}
