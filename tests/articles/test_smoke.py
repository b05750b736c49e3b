from tests.blog_folder import BlogFolder, article
def test_one(blog_folder: BlogFolder) -> None:
    site = blog_folder.write({"docs/articles/a.md": article(title="A", date="2026-05-01", tags=["x"])}).build()
    print(sorted(site.own_files()), site.log)
