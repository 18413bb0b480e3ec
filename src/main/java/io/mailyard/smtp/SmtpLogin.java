package io.mailyard.smtp;

/** What is shown at AUTH (RFC 4954). */
public record SmtpLogin(String name, String password) {
    /** Not with the password in it. */
    @Override
    public String toString() {
        return "Login[" + name + "]";
    }
}
