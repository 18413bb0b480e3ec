package io.mailyard.protocol;

/** Asks for the octets of a message. */
public record ContentRequest(long message) {
    public static final MessageCodec<ContentRequest> CODEC =
            new MessageCodec<>(message ->
                    new ContentRequest(
                            message.get("message", MemberType.ID, ContentRequest::message)));
}
