package io.mailyard.smtp;

/** What is shown at AUTH (RFC 4954). */
public record Login(String name, String password) {
    /** Not with the password in it. */
    @Override
    public String toString() {
        return "Login[" + name + "]";
    }
}
