"""`robots.txt`: everything may be crawled, and the sitemap's address."""

from rapport.blog.output import NewFiles, one_file


def robots_txt(site_url: str) -> NewFiles:
    """Return the file; it names the sitemap if the site's address is known (RFC 9309)."""
    sitemap = f"\nSitemap: {site_url}sitemap.xml\n" if site_url else ""
    return one_file("robots.txt", f"User-agent: *\nAllow: /\n{sitemap}".encode())
