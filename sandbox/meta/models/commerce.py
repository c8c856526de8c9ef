"""Messages that show products and orders. Only their outline is checked."""

from typing import Annotated, Any, Literal

from pydantic import Field

from sandbox.meta.models.graph import GraphModel
from sandbox.meta.models.interactive import AnyHeader, Body, Footer, SectionTitle


class Catalog(GraphModel):
    thumbnail_product_retailer_id: str


class CatalogAction(GraphModel):
    name: Literal["catalog_message"]
    parameters: Catalog


class CatalogMessage(GraphModel):
    type: Literal["catalog_message"]
    body: Body | None = None
    footer: Footer | None = None
    action: CatalogAction


class ProductAction(GraphModel):
    catalog_id: str
    product_retailer_id: str


class ProductMessage(GraphModel):
    type: Literal["product"]
    body: Body | None = None
    footer: Footer | None = None
    action: ProductAction


class ProductItem(GraphModel):
    product_retailer_id: str


class ProductSection(GraphModel):
    title: SectionTitle | None = None
    product_items: Annotated[list[ProductItem], Field(min_length=1, max_length=30)]


class ProductListAction(GraphModel):
    catalog_id: str
    sections: Annotated[list[ProductSection], Field(min_length=1, max_length=10)]


class ProductListMessage(GraphModel):
    type: Literal["product_list"]
    header: AnyHeader | None = None
    body: Body
    footer: Footer | None = None
    action: ProductListAction


class OrderAction(GraphModel):
    name: Literal["review_and_pay", "review_order"]
    parameters: dict[str, Any]


class OrderMessage(GraphModel):
    type: Literal["order_details", "order_status"]
    header: AnyHeader | None = None
    body: Body | None = None
    footer: Footer | None = None
    action: OrderAction
