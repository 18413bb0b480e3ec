package io.mailyard.http;

/** Shows a refusal as a page to people, whose browser asked for one. */
public interface RefusalPages {
    /** There are no pages: whoever asks gets the envelope. */
    RefusalPages NONE = (_, refusal) -> refusal;

    /**
     * The page for a refusal.
     *
     * @param refusal in the wire's envelope, with the status and headers of the page
     */
    HttpReply.WholeReply page(HttpRequest request, HttpReply.WholeReply refusal);

    /** The reply to {@code request}: a page if it is a refusal and a page was asked for. */
    default HttpReply.WholeReply shown(HttpRequest request, HttpReply.WholeReply reply) {
        return reply.isRefusal() && Formats.isOfPage(request) ? page(request, reply) : reply;
    }
}
