package io.mailyard.wire;

/** The two formats of the wire. */
public enum WireFormat {
    JSON("application/json"),
    XML("application/xml");

    private final String mediaType;

    WireFormat(String mediaType) {
        this.mediaType = mediaType;
    }

    /** The media type without parameters; answers add {@code charset=utf-8} where it helps. */
    public String mediaType() {
        return mediaType;
    }
}
