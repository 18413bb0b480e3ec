package io.mailyard.wire;

/** The two faces of the wire. */
public enum WireFormat {
    JSON("application/json"),
    XML("application/xml");

    private final String mediaType;

    WireFormat(String mediaType) {
        this.mediaType = mediaType;
    }

    /** Without parameters; answers add {@code charset=utf-8} where it is of use. */
    public String mediaType() {
        return mediaType;
    }
}
