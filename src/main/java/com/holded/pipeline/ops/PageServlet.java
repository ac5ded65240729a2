package com.holded.pipeline.ops;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Gives a page of {@code /ui} a short address. */
final class PageServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    private final String file;

    /** The file's path in the WAR. */
    PageServlet(String file) {
        this.file = file;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        request.getRequestDispatcher(file).forward(request, response);
    }
}
